use crate::{
    metrics::Metrics,
    server::{State, router},
    turns::Turns,
};
use contract::Permission;
use engine::Engine;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Why the API can't be served.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The address is in use, or isn't one of this machine.
    #[error("{address} can't be listened at ({error}); choose another port with --port")]
    Taken {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// Others could ask.
    #[error("{address} can be reached from other machines, which is not allowed; listen at 127.0.0.1")]
    NotLoopback {
        /// Where.
        address: IpAddr,
    },
    /// It ended by itself.
    #[error("the API can't be served any more ({0}); start it again")]
    Ended(#[from] std::io::Error),
}

/// How the API is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens.
    pub address: IpAddr,
    /// At which port; 0 for any that is free.
    pub port: u16,
    /// What whoever brings no token may do.
    pub without_token: Vec<Permission>,
}

impl Default for Options {
    fn default() -> Self {
        Self { address: Ipv4Addr::LOCALHOST.into(), port: 7878, without_token: vec![Permission::Predict] }
    }
}

/// A server that has its port.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    options: Options,
}

/// Takes the port.
///
/// # Errors
/// When it can't be had, or others could ask.
pub async fn bind(options: Options) -> Result<Bound, ApiError> {
    if !options.address.is_loopback() {
        return Err(ApiError::NotLoopback { address: options.address });
    }
    let wanted = SocketAddr::new(options.address, options.port);
    let taken = |error| ApiError::Taken { address: wanted, error };
    let listener = TcpListener::bind(wanted).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    Ok(Bound { listener, address, options })
}

impl Bound {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until cancelled; what is being answered then is answered still.
    ///
    /// # Errors
    /// When it ends by itself.
    pub async fn serve(self, engine: Engine, cancelled: CancellationToken) -> Result<(), ApiError> {
        let port = self.address.port();
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let state = State {
            engine,
            turns: Turns::new(cores),
            metrics: Metrics::new(),
            hosts: ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")).into(),
            without_token: self.options.without_token.into(),
            ending: cancelled.clone(),
        };
        let audit = tokio::spawn({
            let (engine, cancelled) = (state.engine.clone(), cancelled.clone());
            async move { engine.keep_audit(cancelled).await }
        });
        let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(self.listener, service)
            .with_graceful_shutdown(cancelled.clone().cancelled_owned())
            .await;
        cancelled.cancel();
        // It writes down what was done last.
        let _ = audit.await;
        Ok(served?)
    }
}
