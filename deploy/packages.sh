# shellcheck shell=bash
# Sourced: sees that Debian packages are there.

# shellcheck disable=SC2034 # those who source this use them

# What the program is built from.
build_packages=(libfcgi-dev libssl-dev libsqlite3-dev libcrypt-dev python3-venv)
# What deploy/run needs.
run_packages=("${build_packages[@]}" nginx spawn-fcgi multiwatch openssl curl)
# What the Debian package is made with.
package_packages=(debhelper dpkg-dev)

# Installs those of the named packages that are missing, and says so.
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
            echo "There is no sudo here; as root, run: apt-get install ${missing[*]}" >&2
            return 1
        }
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" \
        >/dev/null
    # Debian starts a web server of its own on port 80 with the package; nobody asked for it.
    if [[ " ${missing[*]} " == *" nginx "* && -d /run/systemd/system ]]; then
        "${as_root[@]}" systemctl disable --quiet --now nginx
    fi
}
