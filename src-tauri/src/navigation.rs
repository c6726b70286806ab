//! Keeps the window on its own pages; any other link opens in the user's browser.

use crate::trouble;
use tauri::{AppHandle, Url};

/// Where an address may go.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// Into the window.
    Here,
    /// Into the browser.
    Browser,
    /// Forecastle starts anew.
    Restart,
    /// Nowhere.
    Nowhere,
}

/// Whether the window itself may go to this address; sees to the others.
pub(crate) fn decide(app: &AppHandle, address: &Url) -> bool {
    match way(address) {
        Way::Here => return true,
        Way::Browser => {
            if let Err(error) = open::that_detached(address.as_str()) {
                tracing::warn!(%error, %address, "no browser could be started");
            }
        }
        Way::Restart => app.request_restart(),
        Way::Nowhere => tracing::warn!(%address, "refused to open"),
    }
    false
}

/// The page that says why Forecastle can't start. Windows and Android serve schemes of an application over http.
pub(crate) fn trouble() -> Url {
    let address = if cfg!(windows) {
        format!("http://{}.localhost/", trouble::SCHEME)
    } else {
        format!("{}://localhost/", trouble::SCHEME)
    };
    Url::parse(&address).expect("the address is well formed")
}

fn way(address: &Url) -> Way {
    let host = address.host_str().unwrap_or_default();
    let is_trouble = address.scheme() == trouble::SCHEME || host == format!("{}.localhost", trouble::SCHEME);
    let is_development = cfg!(debug_assertions) && host == "127.0.0.1" && address.port() == Some(5173);
    match address.scheme() {
        _ if is_trouble && address.path() == trouble::AGAIN => Way::Restart,
        _ if is_trouble || is_development || host == "tauri.localhost" => Way::Here,
        "tauri" | "about" => Way::Here,
        "http" | "https" | "mailto" => Way::Browser,
        _ => Way::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_open_in_the_window() {
        let table = [
            ("tauri://localhost/", Way::Here),
            ("http://tauri.localhost/index.html", Way::Here),
            ("about:blank", Way::Here),
            ("trouble://localhost/", Way::Here),
            ("trouble://localhost/again", Way::Restart),
            ("http://trouble.localhost/again", Way::Restart),
            ("https://www.geonames.org/", Way::Browser),
            ("http://tauri.localhost.example.org/", Way::Browser),
            ("mailto:someone@example.org", Way::Browser),
            ("file:///etc/passwd", Way::Nowhere),
            ("javascript:alert(1)", Way::Nowhere),
        ];
        for (address, expected) in table {
            assert_eq!(way(&Url::parse(address).unwrap()), expected, "{address}");
        }
    }
}
