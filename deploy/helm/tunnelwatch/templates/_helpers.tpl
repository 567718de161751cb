{{- define "tunnelwatch.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "tunnelwatch.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{ include "tunnelwatch.selector" . }}
{{- end }}

{{- define "tunnelwatch.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tunnelwatch.account" -}}
{{- .Values.serviceAccount.name | default (include "tunnelwatch.name" .) }}
{{- end }}

{{- define "tunnelwatch.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* The settings of all programs, as lines of a properties file. A backslash or a line end in a value is escaped. */}}
{{- define "tunnelwatch.settings" -}}
{{- $all := dict
      "bootstrap.servers" (required "kafka.bootstrapServers is needed: host and port of some brokers" .Values.kafka.bootstrapServers)
      "schema.registry.url" (required "kafka.schemaRegistryUrl is needed" .Values.kafka.schemaRegistryUrl)
      "plaintext.allowed" .Values.kafka.plaintextAllowed
      "targets" (required "targets is needed: a list of account/region" (join "," .Values.targets))
      "ops.address" "0.0.0.0"
      "ops.port" 8090
      "http.host" "0.0.0.0"
      "http.port" 8080
      "http.open" .Values.page.open
      "http.allowed.hosts" (include "tunnelwatch.hosts" .) -}}
{{- with .Values.page.usersFile }}{{ $_ := set $all "http.users.file" (printf "/run/secrets/tunnelwatch/%s" .) }}{{ end -}}
{{- with .Values.page.tokensFile }}{{ $_ := set $all "http.tokens.file" (printf "/run/secrets/tunnelwatch/%s" .) }}{{ end -}}
{{- range $name, $value := mergeOverwrite $all .Values.settings }}
{{ $name }}={{ $value | toString | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end }}
{{- end }}

{{- define "tunnelwatch.hosts" -}}
{{- $page := printf "%s-page" (include "tunnelwatch.name" .) -}}
{{- join "," (concat (list $page (printf "%s.%s" $page .Release.Namespace) (printf "%s.%s.svc" $page .Release.Namespace)) .Values.page.hosts) -}}
{{- end }}

{{- define "tunnelwatch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "tunnelwatch.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "tunnelwatch.volumeMounts" -}}
- {name: settings, mountPath: /etc/tunnelwatch, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if .Values.secrets.files }}
- {name: secrets, mountPath: /run/secrets/tunnelwatch, readOnly: true}
{{- end }}
{{- end }}

{{- define "tunnelwatch.volumes" -}}
- name: settings
  configMap: {name: {{ include "tunnelwatch.name" . }}}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
{{- with .Values.secrets.files }}
- name: secrets
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- end }}
