//! A certificate that vouches for itself: made once, kept with its key, renewed before it ends.

use crate::{encryption::fingerprint, serve::ApiError};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// How long one serves.
const SERVES: SignedDuration = SignedDuration::from_hours(24 * 397);
/// One that ends sooner is renewed.
const SOON: SignedDuration = SignedDuration::from_hours(24 * 30);
/// It serves from a day before, for clocks that are behind.
const CLOCKS_BEHIND: SignedDuration = SignedDuration::from_hours(24);

/// Where a certificate and its key lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// What is known of the certificate that lies beside it.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    fingerprint: String,
    names: Vec<String>,
    ends: Timestamp,
}

/// The certificate kept in this folder for these names and addresses, if it serves for a while yet; a new one otherwise. The key stays
/// the same when one is renewed, so that whoever trusts the key needn't be told.
///
/// # Errors
/// When it can't be made or written.
pub(crate) fn kept(folder: &Path, names: &[String], now: Timestamp) -> Result<KeptFiles, ApiError> {
    let files = KeptFiles { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") };
    let about = folder.join("certificate.json");
    if serves(&files, &about, names, now) {
        return Ok(files);
    }
    let failed = |error: io::Error| ApiError::Folder { folder: folder.to_owned(), error };
    let unmade = |error: rcgen::Error| ApiError::Encryption(error.to_string());
    fs::create_dir_all(folder).map_err(failed)?;
    let known = fs::read_to_string(&files.key).ok().filter(|_| only_ours(&files.key));
    let known = known.and_then(|text| KeyPair::from_pem(&text).ok());
    let (key, new) = match known {
        Some(key) => (key, false),
        None => (KeyPair::generate().map_err(unmade)?, true),
    };
    let ends = now + SERVES;
    let mut parameters = CertificateParams::new(names).map_err(unmade)?;
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, "Forecastle");
    let midnight = |moment: Timestamp| {
        let day = moment.to_zoned(TimeZone::UTC).date();
        rcgen::date_time_ymd(i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs())
    };
    parameters.not_before = midnight(now - CLOCKS_BEHIND);
    parameters.not_after = midnight(ends);
    // What its key may sign is left open: OpenSSL takes it as its own authority only if it may sign certificates.
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = parameters.self_signed(&key).map_err(unmade)?;
    if new {
        write(&files.key, key.serialize_pem().as_bytes(), true).map_err(failed)?;
    }
    write(&files.certificate, certificate.pem().as_bytes(), false).map_err(failed)?;
    let known = About { fingerprint: fingerprint(certificate.der()), names: names.to_vec(), ends };
    let known = serde_json::to_vec_pretty(&known).expect("text, names and a time are JSON");
    write(&about, &known, false).map_err(failed)?;
    Ok(files)
}

/// Whether what is kept goes by these names and doesn't end soon.
fn serves(files: &KeptFiles, about: &Path, names: &[String], now: Timestamp) -> bool {
    let Ok(text) = fs::read(about) else { return false };
    let Ok(about) = serde_json::from_slice::<About>(&text) else { return false };
    let Ok(certificate) = CertificateDer::from_pem_file(&files.certificate) else { return false };
    // A key that others could read is no secret any more.
    only_ours(&files.key)
        && fingerprint(&certificate) == about.fingerprint
        && names.iter().all(|name| about.names.contains(name))
        && now + SOON < about.ends
}

/// Writes a file whole or not at all; a secret one is for the user alone from its first moment on.
fn write(path: &Path, bytes: &[u8], secret: bool) -> io::Result<()> {
    let beside = path.with_extension("new");
    // One may be left of a start that was ended in between.
    let _ = fs::remove_file(&beside);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(unix)]
fn only_ours(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn only_ours(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn text(path: &Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn one_is_kept_until_it_ends_soon_or_goes_by_other_names() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("tls");
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let days = |days: i64| now + SignedDuration::from_hours(24 * days);
        let wanted = names(&["localhost", "192.0.2.7"]);
        let files = kept(&folder, &wanted, now).unwrap();
        let (first, key) = (text(&files.certificate), text(&files.key));
        assert!(
            first.starts_with("-----BEGIN CERTIFICATE-----")
                && key.starts_with("-----BEGIN PRIVATE KEY-----")
        );
        kept(&folder, &names(&["localhost"]), days(366)).unwrap();
        assert_eq!(text(&files.certificate), first, "it serves for a month yet");
        kept(&folder, &wanted, days(368)).unwrap();
        let second = text(&files.certificate);
        assert_ne!(second, first);
        assert_eq!(text(&files.key), key, "the key stays");
        kept(&folder, &names(&["forecasts.lan"]), days(368)).unwrap();
        assert_ne!(text(&files.certificate), second);
    }

    #[cfg(unix)]
    #[test]
    fn the_key_is_for_the_user_alone_and_one_that_others_could_read_is_given_up() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::now();
        let files = kept(folder.path(), &names(&["localhost"]), now).unwrap();
        let mode = || fs::metadata(&files.key).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        let key = text(&files.key);
        fs::set_permissions(&files.key, fs::Permissions::from_mode(0o644)).unwrap();
        kept(folder.path(), &names(&["localhost"]), now).unwrap();
        assert_eq!(mode(), 0o600);
        assert_ne!(text(&files.key), key);
    }
}
