#compdef ranksweep
# zsh completion for ranksweep
_ranksweep() {
  local line value files
  local -a closed open
  # The word is completed up to the cursor.
  for line in "${(@f)$("${(Q)~words[1]}" complete -- "${(@Q)words[2,CURRENT-1]}" "$IPREFIX$PREFIX" 2>/dev/null)}"; do
    value=${line%%$'\t'*}
    if [[ $value == :files ]]; then
      files=yes
    elif [[ -n $value ]]; then
      # _describe takes what stands behind a colon for a description.
      line=${value//:/\\:}:${line#*$'\t'}
      if [[ $value == *[=:] ]]; then open+=("$line"); else closed+=("$line"); fi
    fi
  done
  local found=1
  (( $#closed )) && _describe -V ranksweep closed && found=0
  (( $#open )) && _describe -V ranksweep open -S '' && found=0
  [[ -n $files ]] && _files && found=0
  return found
}
if [[ $funcstack[1] == _ranksweep ]]; then
  _ranksweep "$@"
else
  compdef _ranksweep ranksweep
fi
