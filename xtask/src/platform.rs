//! Which operating system this is, as far as its packages are concerned.

use std::fs;

/// A family of systems that share package names and an installer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Platform {
    /// Debian and what is made from it.
    Debian,
    /// Ubuntu and what is made from it: Debian's names but for Chromium, which is a snap there.
    Ubuntu,
    /// Fedora.
    Fedora,
    /// Red Hat Enterprise Linux and its rebuilds.
    RedHat,
    /// Arch Linux and what is made from it.
    Arch,
    /// openSUSE and SUSE Linux Enterprise.
    Suse,
    /// Alpine Linux.
    Alpine,
    /// A Linux whose package names we don't know, by the name it gives itself.
    OtherLinux(String),
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

impl Platform {
    /// The system this runs on.
    pub(crate) fn detect() -> Self {
        if cfg!(windows) {
            return Self::Windows;
        }
        if cfg!(target_os = "macos") {
            return Self::MacOs;
        }
        let text = ["/etc/os-release", "/usr/lib/os-release"]
            .iter()
            .find_map(|path| fs::read_to_string(path).ok())
            .unwrap_or_default();
        Self::from_os_release(&text)
    }

    /// Reads `os-release` (os-release(5)): its own `ID` first, then the families in `ID_LIKE`, the closest first.
    pub(crate) fn from_os_release(text: &str) -> Self {
        let field = |name: &str| {
            text.lines()
                .filter_map(|line| line.trim().split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.trim_matches(['"', '\'']).to_owned())
        };
        let own = field("ID").unwrap_or_default();
        let families = field("ID_LIKE").unwrap_or_default();
        std::iter::once(own.as_str())
            .chain(families.split_whitespace())
            .find_map(|id| match id {
                "ubuntu" => Some(Self::Ubuntu),
                "debian" => Some(Self::Debian),
                "fedora" if own == "fedora" || !families.contains("rhel") => Some(Self::Fedora),
                "rhel" | "centos" => Some(Self::RedHat),
                "arch" | "archlinux" => Some(Self::Arch),
                "suse" | "opensuse" | "sles" => Some(Self::Suse),
                "alpine" => Some(Self::Alpine),
                _ => None,
            })
            .unwrap_or_else(|| {
                Self::OtherLinux(
                    field("PRETTY_NAME").or_else(|| field("NAME")).unwrap_or_else(|| "this Linux".into()),
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn os_release_files_are_recognised() {
        let table = [
            ("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n", Platform::Debian),
            ("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n", Platform::Ubuntu),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Platform::Ubuntu),
            ("ID=raspbian\nID_LIKE=debian\n", Platform::Debian),
            ("NAME=\"Fedora Linux\"\nID=fedora\n", Platform::Fedora),
            ("ID=nobara\nID_LIKE=\"fedora\"\n", Platform::Fedora),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Platform::RedHat),
            ("ID=\"rhel\"\nID_LIKE=\"fedora\"\n", Platform::RedHat),
            ("ID=arch\n", Platform::Arch),
            ("ID=manjaro\nID_LIKE=arch\n", Platform::Arch),
            ("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n", Platform::Suse),
            ("ID=alpine\n", Platform::Alpine),
            ("ID=void\nPRETTY_NAME=\"Void Linux\"\n", Platform::OtherLinux("Void Linux".into())),
            ("", Platform::OtherLinux("this Linux".into())),
        ];
        for (text, expected) in table {
            assert_eq!(Platform::from_os_release(text), expected, "{text}");
        }
    }
}
