# shellcheck shell=bash
# To be sourced: installs required Debian packages.

# shellcheck disable=SC2034 # used by the scripts that source this

# Needed to build the program.
build_packages=(libfcgi-dev libssl-dev libsqlite3-dev libcrypt-dev python3-venv)
# Needed by deploy/run.
run_packages=("${build_packages[@]}" nginx spawn-fcgi multiwatch openssl curl)
# Needed to build the Debian package.
package_packages=(debhelper dpkg-dev)

# Installs the missing ones of the given packages and reports them.
install_packages() {
    local package missing=() as_root=()
    for package; do
        dpkg-query --show --showformat '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    echo "Installing Debian packages: ${missing[*]}"
    if ((EUID)); then
        command -v sudo >/dev/null || {
            echo "sudo is not installed; as root, run: apt-get install ${missing[*]}" >&2
            return 1
        }
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" \
        >/dev/null
    # Debian's package starts nginx on port 80, which was not requested.
    if [[ " ${missing[*]} " == *" nginx "* && -d /run/systemd/system ]]; then
        "${as_root[@]}" systemctl disable --quiet --now nginx
    fi
}
