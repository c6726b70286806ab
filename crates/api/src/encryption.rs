//! TLS: by a certificate of the user's, or by one that is made here.

use crate::{certificate, serve::ApiError};
use jiff::Timestamp;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use sha2::{Digest as _, Sha256};
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// How often a certificate is looked at: whether it ends soon, or another lies in its file.
const LOOKED_AT: Duration = Duration::from_secs(60 * 60);

/// By which certificate what is said is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// One of the user's, with those that vouch for it.
    Files {
        /// Certificates in PEM, this server's own first.
        certificate: PathBuf,
        /// Its private key in PEM.
        key: PathBuf,
    },
    /// One that vouches for itself, made when there is none and renewed before it ends.
    Generated {
        /// Where it is kept with its key.
        folder: PathBuf,
    },
}

/// What whoever asks can know a server by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ServerCertificate {
    /// The file it lies in.
    pub path: PathBuf,
    /// SHA-256 of it, as two hexadecimal digits a byte with colons between.
    pub fingerprint: String,
}

/// The certificate that is shown to whoever connects, and where it comes from.
#[derive(Debug)]
pub(crate) struct Shown {
    from: Encryption,
    names: Vec<String>,
    key: RwLock<Arc<CertifiedKey>>,
}

impl Shown {
    /// # Errors
    /// When the files can't be used, or none can be made.
    pub(crate) fn new(
        from: Encryption,
        names: Vec<String>,
    ) -> Result<(Arc<Self>, ServerCertificate), ApiError> {
        let (key, certificate) = load(&from, &names)?;
        Ok((Arc::new(Self { from, names, key: RwLock::new(Arc::new(key)) }), certificate))
    }

    /// What encrypts by it.
    ///
    /// # Errors
    /// When the library can't be used so.
    pub(crate) fn acceptor(self: &Arc<Self>) -> Result<TlsAcceptor, ApiError> {
        let resolver: Arc<dyn ResolvesServerCert> = Arc::clone(self) as _;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| ApiError::Encryption(error.to_string()))?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Renews it before it ends, and shows another one when one lies in its file, until cancelled.
    pub(crate) async fn keep(self: Arc<Self>, cancelled: CancellationToken) {
        loop {
            tokio::select! {
                () = cancelled.cancelled() => return,
                () = tokio::time::sleep(LOOKED_AT) => {}
            }
            let shown = Arc::clone(&self);
            let looked = tokio::task::spawn_blocking(move || shown.look_again()).await;
            if let Ok(Err(error)) = looked {
                tracing::warn!(%error, "the certificate is shown as it was");
            }
        }
    }

    fn look_again(&self) -> Result<(), ApiError> {
        let (key, certificate) = load(&self.from, &self.names)?;
        let mut shown = self.key.write().unwrap_or_else(PoisonError::into_inner);
        if shown.cert != key.cert {
            tracing::info!(fingerprint = certificate.fingerprint, "another certificate is shown from now on");
            *shown = Arc::new(key);
        }
        Ok(())
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.key.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn load(from: &Encryption, names: &[String]) -> Result<(CertifiedKey, ServerCertificate), ApiError> {
    match from {
        Encryption::Files { certificate, key } => read(certificate, key),
        Encryption::Generated { folder } => {
            let kept = certificate::kept(folder, names, Timestamp::now())?;
            read(&kept.certificate, &kept.key)
        }
    }
}

/// A certificate with its key, as they lie in files.
fn read(certificate: &Path, key: &Path) -> Result<(CertifiedKey, ServerCertificate), ApiError> {
    let unusable = |path: &Path, detail: String| ApiError::Certificate { path: path.to_owned(), detail };
    let chain: Result<Vec<CertificateDer<'static>>, _> =
        CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
    let chain = chain.map_err(|error| unusable(certificate, in_words(&error)))?;
    let Some(own) = chain.first() else {
        return Err(unusable(certificate, "it holds no certificate".to_owned()));
    };
    let fingerprint = fingerprint(own);
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key, in_words(&error)))?;
    let certified =
        CertifiedKey::from_der(chain, secret, &ring::default_provider()).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => {
                unusable(key, format!("it is not the key of the certificate in {}", certificate.display()))
            }
            rustls::Error::InvalidCertificate(_) => {
                unusable(certificate, "it holds no certificate that can be read".to_owned())
            }
            error => unusable(key, error.to_string()),
        })?;
    Ok((certified, ServerCertificate { path: certificate.to_owned(), fingerprint }))
}

fn in_words(error: &rustls::pki_types::pem::Error) -> String {
    use rustls::pki_types::pem::Error;
    match error {
        Error::NoItemsFound => "it holds none in PEM, which begins with -----BEGIN".to_owned(),
        Error::Io(error) => error.to_string(),
        Error::MissingSectionEnd { .. } | Error::IllegalSectionStart { .. } | Error::Base64Decode(_) => {
            "its PEM is damaged".to_owned()
        }
        error => error.to_string(),
    }
}

/// SHA-256 of a certificate, as OpenSSL and browsers write it.
pub(crate) fn fingerprint(certificate: &[u8]) -> String {
    Sha256::digest(certificate).iter().enumerate().fold(String::new(), |mut text, (index, byte)| {
        let _ = write!(text, "{}{byte:02X}", if index == 0 { "" } else { ":" });
        text
    })
}
