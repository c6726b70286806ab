use reqwest::Url;
use std::net::IpAddr;

/// Where a language model listens, on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    model: String,
}

/// Why an address can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It isn't written as an address.
    #[error(
        "\"{address}\" is no address of a server. Write it as http://127.0.0.1:11434, with the port your server names"
    )]
    Malformed {
        /// As typed.
        address: String,
    },
    /// It is on another machine, or may be.
    #[error(
        "\"{host}\" is not this machine. Questions are sent to 127.0.0.1, ::1 or localhost only; run the language model here"
    )]
    Elsewhere {
        /// The name or number of the other machine.
        host: String,
    },
    /// No model is named.
    #[error("no language model is named. Give the name your server lists it by, such as llama3.2")]
    NoModel,
}

impl Endpoint {
    /// The server at `address`, by its root (`http://127.0.0.1:11434`), its version (`.../v1`) or the whole path, and the model it
    /// is to use.
    ///
    /// # Errors
    /// When the address can't be read, or isn't one of this machine, or no model is named.
    pub fn new(address: &str, model: &str) -> Result<Self, EndpointError> {
        let malformed = || EndpointError::Malformed { address: address.trim().chars().take(200).collect() };
        let mut url = Url::parse(address.trim()).map_err(|_| malformed())?;
        let host = url.host_str().ok_or_else(malformed)?.to_owned();
        let number = host.trim_start_matches('[').trim_end_matches(']');
        let here = host == "localhost" || number.parse().is_ok_and(|number: IpAddr| number.is_loopback());
        if !here {
            return Err(EndpointError::Elsewhere { host });
        }
        // Between two programs of one machine there is nothing to encrypt against, and no certificate to be had.
        if url.scheme() != "http" || !url.username().is_empty() || url.password().is_some() {
            return Err(malformed());
        }
        let model = model.trim();
        if model.is_empty() {
            return Err(EndpointError::NoModel);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        if path.is_empty() {
            url.set_path("/v1/chat/completions");
        } else if !path.ends_with("/chat/completions") {
            url.set_path(&format!("{path}/chat/completions"));
        }
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self { url, model: model.to_owned() })
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn model(&self) -> &str {
        &self.model
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_are_taken_and_completed() {
        for (address, expected) in [
            ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1/chat/completions"),
            (" http://localhost:8080/v1/ ", "http://localhost:8080/v1/chat/completions"),
            ("http://LOCALHOST:8080/v1", "http://localhost:8080/v1/chat/completions"),
            ("http://[::1]:1234/v1/chat/completions", "http://[::1]:1234/v1/chat/completions"),
            ("http://127.0.0.1:1/?key=1#top", "http://127.0.0.1:1/v1/chat/completions"),
        ] {
            let endpoint = Endpoint::new(address, "small").expect(address);
            assert_eq!(endpoint.url().as_str(), expected);
        }
    }

    #[test]
    fn addresses_elsewhere_are_refused_in_words() {
        for address in [
            "http://example.org",
            "http://192.168.1.7:11434",
            "http://0.0.0.0:11434",
            "http://localhost.example.org/",
            "http://localhost@example.org/",
            "http://127.0.0.1.example.org",
            "http://[::ffff:10.0.0.1]:80",
            "https://api.example.org/v1",
        ] {
            let error = Endpoint::new(address, "small").expect_err(address);
            assert!(matches!(error, EndpointError::Elsewhere { .. }), "{address}: {error}");
            assert!(error.to_string().contains("is not this machine"), "{error}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in [
            "",
            "127.0.0.1:11434",
            "ollama",
            "file:///etc/hosts",
            "https://127.0.0.1",
            "http://me:secret@localhost",
        ] {
            let error = Endpoint::new(address, "small").expect_err(address);
            assert!(matches!(error, EndpointError::Malformed { .. }), "{address}: {error}");
        }
        assert_eq!(Endpoint::new("http://127.0.0.1:1", "  "), Err(EndpointError::NoModel));
    }
}
