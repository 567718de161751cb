#!/usr/bin/env bash
# Kafka's own tool asks for the versions of the API; this one sees whether somebody listens: … --bootstrap-server HOST:PORT
exec 3<>"/dev/tcp/${2%:*}/${2#*:}"
