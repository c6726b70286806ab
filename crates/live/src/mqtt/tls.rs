//! What an encrypted connection to a broker is believed on.

use rumqttc::TlsConfiguration;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use std::sync::Arc;

/// Believes the authorities of the file at `authority`, or those that the system trusts.
///
/// # Errors
/// What is wrong and what to do, as a sentence.
pub(super) fn configuration(authority: Option<&str>) -> Result<TlsConfiguration, String> {
    let mut roots = RootCertStore::empty();
    match authority.map(str::trim).filter(|path| !path.is_empty()) {
        Some(path) => {
            let refused = |what: &str| {
                format!(
                    "{path} {what}; give the file with the certificate of the broker's authority, in PEM."
                )
            };
            let certificates = CertificateDer::pem_file_iter(path).map_err(|_| refused("can't be read"))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|_| refused("isn't a certificate"))?;
                roots.add(certificate).map_err(|_| refused("isn't the certificate of an authority"))?;
            }
            if roots.is_empty() {
                return Err(refused("holds no certificate"));
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                return Err(
                    "This system trusts no authority; give the file with that of the broker, in PEM."
                        .to_owned(),
                );
            }
        }
    }
    let configuration = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("This machine can't encrypt ({error})."))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConfiguration::from(configuration))
}
