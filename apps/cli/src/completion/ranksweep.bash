# bash completion for ranksweep
_ranksweep() {
  # bash breaks words at = : and @, which overrides and addresses have in them. What has no blank in between is one word.
  local rest=${COMP_LINE:0:COMP_POINT} words=() piece i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if ((i == 0)) || [[ $rest == [[:space:]]* ]]; then
      words+=('')
      rest=${rest#"${rest%%[![:space:]]*}"}
    fi
    piece=${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && piece=$rest
    words[${#words[@]}-1]+=$piece
    rest=${rest#"$piece"}
  done
  # bash replaces what stands behind the last = or :, or from the last @ on. The rest is left out of what it is given.
  local current=${words[${#words[@]}-1]} mark
  local replaced=$current
  for mark in = :; do
    [[ $COMP_WORDBREAKS == *"$mark"* ]] && replaced=${replaced##*"$mark"}
  done
  [[ $COMP_WORDBREAKS == *@* && $replaced == *@* ]] && replaced=@${replaced##*@}
  local kept=${current%"$replaced"}
  local line value files='' description
  COMPREPLY=()
  while IFS=$'\t' read -r value description; do
    if [[ $value == :files ]]; then
      files=yes
    else
      printf -v line %q "${value#"$kept"}"
      COMPREPLY+=("$line")
    fi
  done < <("${1/#\~/$HOME}" complete -- "${words[@]:1}" 2>/dev/null)
  if [[ $files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$replaced")
  elif [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=:] ]]; then
    compopt -o nospace 2>/dev/null
  fi
}
complete -F _ranksweep ranksweep
