//! The names under which a server may be asked.

use std::net::{IpAddr, SocketAddr};

/// The names of this machine to itself.
const OF_ITSELF: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

/// By what names a server goes, and at which port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hosts {
    /// `http` or `https`.
    pub(crate) scheme: &'static str,
    names: Vec<String>,
    port: u16,
}

impl Hosts {
    /// Those of a server that listens at `address` and goes by these names besides.
    pub(crate) fn of(address: SocketAddr, names: &[String], encrypted: bool) -> Self {
        let mut all: Vec<String> = Vec::new();
        let ip = address.ip();
        if ip.is_loopback() || ip.is_unspecified() {
            all.extend(OF_ITSELF.map(str::to_owned));
        }
        if !ip.is_unspecified() {
            all.push(written(ip));
        }
        all.extend(names.iter().map(|name| name.parse().map_or_else(|_| name.to_ascii_lowercase(), written)));
        all.sort_unstable();
        all.dedup();
        Self { scheme: if encrypted { "https" } else { "http" }, names: all, port: address.port() }
    }

    /// Whether it is asked by a name of its own, or by the very address at which the connection came in: no web page can point a name
    /// of its own at either and have a browser say it.
    pub(crate) fn know(&self, host: &str, came_in_at: SocketAddr) -> bool {
        let Some(name) = self.without_port(host) else { return false };
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
            || written(came_in_at.ip().to_canonical()).eq_ignore_ascii_case(name)
    }

    /// Whether a page of this origin is one of this server's own.
    pub(crate) fn know_origin(&self, origin: &str, came_in_at: SocketAddr) -> bool {
        let host = origin.strip_prefix(self.scheme).and_then(|rest| rest.strip_prefix("://"));
        host.is_some_and(|host| self.know(host, came_in_at))
    }

    /// Each with the port.
    pub(crate) fn with_port(&self) -> Vec<String> {
        self.names.iter().map(|name| format!("{name}:{}", self.port)).collect()
    }

    /// The name before this server's port, which may be left out where it is the usual one.
    fn without_port<'a>(&self, host: &'a str) -> Option<&'a str> {
        let usual = if self.scheme == "https" { 443 } else { 80 };
        // What follows the last colon of an address in brackets may lie inside them.
        match host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) {
            Some((name, port)) => (port == self.port.to_string()).then_some(name),
            None => (self.port == usual).then_some(host),
        }
    }
}

/// As it stands in an address.
fn written(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn it_goes_by_its_own_names_only() {
        let here = Hosts::of(address("127.0.0.1:7878"), &["Forecasts.lan".to_owned()], false);
        let all = Hosts::of(address("0.0.0.0:7878"), &[], true);
        let one = Hosts::of(address("192.0.2.7:7878"), &["fd00::2".to_owned()], true);
        let usual = Hosts::of(address("192.0.2.7:443"), &[], true);
        for (hosts, came_in_at, host, expected) in [
            (&here, "127.0.0.1:7878", "localhost:7878", true),
            (&here, "127.0.0.1:7878", "LOCALHOST:7878", true),
            (&here, "127.0.0.1:7878", "[::1]:7878", true),
            (&here, "127.0.0.1:7878", "forecasts.lan:7878", true),
            (&here, "127.0.0.1:7878", "localhost", false),
            (&here, "127.0.0.1:7878", "localhost:80", false),
            (&here, "127.0.0.1:7878", "localhost:07878", false),
            (&here, "127.0.0.1:7878", "evil.example:7878", false),
            (&here, "127.0.0.1:7878", "localhost:7878@evil.example", false),
            (&here, "127.0.0.1:7878", "", false),
            (&all, "192.0.2.9:7878", "192.0.2.9:7878", true),
            (&all, "192.0.2.9:7878", "192.0.2.8:7878", false),
            (&all, "[::ffff:192.0.2.9]:7878", "192.0.2.9:7878", true),
            (&all, "[fd00::9]:7878", "[fd00::9]:7878", true),
            (&all, "[fd00::9]:7878", "[fd00::9]", false),
            (&one, "192.0.2.7:7878", "localhost:7878", false),
            (&one, "192.0.2.7:7878", "[fd00::2]:7878", true),
            (&usual, "192.0.2.7:443", "192.0.2.7", true),
            (&usual, "192.0.2.7:443", "192.0.2.7:443", true),
        ] {
            assert_eq!(hosts.know(host, address(came_in_at)), expected, "{host} at {came_in_at}");
        }
        assert!(usual.know_origin("https://192.0.2.7", address("192.0.2.7:443")));
        assert!(!usual.know_origin("http://192.0.2.7", address("192.0.2.7:443")));
        assert!(!here.know_origin("null", address("127.0.0.1:7878")));
    }
}
