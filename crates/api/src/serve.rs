use crate::{
    connections,
    encryption::{Encryption, ServerCertificate, Shown},
    hosts::Hosts,
    metrics::Metrics,
    rates::Rates,
    server::{State, router},
    turns::Turns,
};
use contract::Permission;
use engine::Engine;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    path::PathBuf,
    sync::Arc,
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// Why the API can't be served.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The address is in use, or isn't one of this machine.
    #[error(
        "{address} can't be listened at ({error}); choose another address or port with --address and --port"
    )]
    Taken {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// Others could listen in.
    #[error(
        "{address} can be reached from other machines, which takes TLS; give a certificate, or let one be made"
    )]
    NotEncrypted {
        /// Where.
        address: IpAddr,
    },
    /// A name by which it is to be asked is none.
    #[error("“{0}” is no name of a machine; give one such as forecasts.lan, without a port")]
    NotAName(String),
    /// A file of the certificate can't be used.
    #[error("{} can't be used: {detail}; give the certificate and its key as PEM files", path.display())]
    Certificate {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The folder of the generated certificate can't be used.
    #[error("no certificate can be kept in {} ({error}); free the folder, or give a certificate of your own", folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// TLS doesn't come about.
    #[error("TLS can't be set up ({0}); give a certificate of your own")]
    Encryption(String),
}

/// How the API is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens.
    pub address: IpAddr,
    /// At which port; 0 for any that is free.
    pub port: u16,
    /// What whoever brings no token may do. Where other machines can ask, nothing goes without one.
    pub without_token: Vec<Permission>,
    /// By which certificate what is said is encrypted; it must be where other machines can ask.
    pub encryption: Option<Encryption>,
    /// Names of this machine by which it may be asked, besides its addresses.
    pub names: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 7878,
            without_token: vec![Permission::Predict],
            encryption: None,
            names: Vec::new(),
        }
    }
}

/// A server that has its port.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    without_token: Vec<Permission>,
    hosts: Hosts,
    encrypted: Option<Encrypted>,
}

struct Encrypted {
    shown: Arc<Shown>,
    acceptor: TlsAcceptor,
    certificate: ServerCertificate,
}

/// Takes the port.
///
/// # Errors
/// When it can't be had, others could listen in, or the certificate can't be used.
pub async fn bind(options: Options) -> Result<Bound, ApiError> {
    let Options { address, port, without_token, encryption, names } = options;
    let for_others = !address.is_loopback();
    if for_others && encryption.is_none() {
        return Err(ApiError::NotEncrypted { address });
    }
    if let Some(wrong) = names.iter().find(|name| !is_name(name)) {
        return Err(ApiError::NotAName(wrong.clone()));
    }
    let encrypted = encryption.map(|encryption| encrypted(encryption, address, &names)).transpose()?;
    let wanted = SocketAddr::new(address, port);
    let taken = |error| ApiError::Taken { address: wanted, error };
    let listener = TcpListener::bind(wanted).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let hosts = Hosts::of(address, &names, encrypted.is_some());
    let without_token = if for_others { Vec::new() } else { without_token };
    Ok(Bound { listener, address, without_token, hosts, encrypted })
}

fn encrypted(encryption: Encryption, address: IpAddr, names: &[String]) -> Result<Encrypted, ApiError> {
    let (shown, certificate) = Shown::new(encryption, certified_names(address, names))?;
    let acceptor = shown.acceptor()?;
    Ok(Encrypted { shown, acceptor, certificate })
}

/// A name, or an address without a port, that may stand in a certificate and in an address.
fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.parse::<IpAddr>().is_ok() || name.len() <= 253 && name.split('.').all(label)
}

/// What a certificate that is made here vouches for: the names given, and the addresses at which it can be asked.
fn certified_names(address: IpAddr, names: &[String]) -> Vec<String> {
    let mut all = names.to_vec();
    let everywhere = address.is_unspecified();
    if everywhere || address.is_loopback() {
        all.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
    }
    if everywhere {
        all.extend(usual_addresses().map(|address| address.to_string()));
    } else {
        all.push(address.to_string());
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The addresses by which this machine would ask others, as far as it would know a way. Nothing is sent to find out: the addresses
/// asked about are kept free for documentation.
fn usual_addresses() -> impl Iterator<Item = IpAddr> {
    let other: [(IpAddr, IpAddr); 2] = [
        (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(203, 0, 113, 1).into()),
        (Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into()),
    ];
    other.into_iter().filter_map(|(any, other)| {
        let socket = UdpSocket::bind((any, 0)).ok()?;
        socket.connect((other, 9)).ok()?;
        socket.local_addr().ok().map(|address| address.ip())
    })
}

impl Bound {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its addresses begin with: `http` or `https`.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        self.hosts.scheme
    }

    /// What whoever asks can know it by, where it speaks TLS.
    #[must_use]
    pub fn certificate(&self) -> Option<&ServerCertificate> {
        self.encrypted.as_ref().map(|encrypted| &encrypted.certificate)
    }

    /// Answers until cancelled; what is being answered then is answered still.
    pub async fn serve(self, engine: Engine, cancelled: CancellationToken) {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let state = State {
            engine,
            // As many again wait at the engine, so that no core is idle between one piece of work and the next.
            turns: Turns::new(2 * cores),
            metrics: Metrics::new(),
            rates: Rates::new(),
            hosts: Arc::new(self.hosts),
            without_token: self.without_token.into(),
            ending: cancelled.clone(),
        };
        let audit = tokio::spawn({
            let (engine, cancelled) = (state.engine.clone(), cancelled.clone());
            async move { engine.keep_audit(cancelled).await }
        });
        let acceptor = self.encrypted.map(|Encrypted { shown, acceptor, .. }| {
            tokio::spawn(shown.keep(cancelled.clone()));
            acceptor
        });
        connections::answer(self.listener, acceptor, router(state), cancelled).await;
        // It writes down what was done last.
        let _ = audit.await;
    }
}
