#!/bin/sh
# Prints key, offset and CloudEvents headers of every record that is in the topic now.
# Usage: steps.sh BROKER [TOPIC]
exec kcat -C -q -e -b "$1" -t "${2:-vpn.alerts.v1}" -o beginning -X isolation.level=read_committed -f '%k %p/%o %h\n'
