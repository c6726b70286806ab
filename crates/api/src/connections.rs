//! Connections: how many there may be, how long each may take to say what it wants, and when they end.

use crate::patient::Patient;
use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

/// The most connections at once; more wait to be accepted.
const MOST: usize = 512;
/// The most of them from one address; more are closed at once, so that nobody can take all there are.
const MOST_FROM_ONE: usize = 256;
/// How long the headers of a request may take, and how long a connection may lie idle between two.
pub(crate) const HEADERS_TAKE: Duration = Duration::from_secs(10);
/// How long the other end may take nothing of an answer.
const LONGEST_STALL: Duration = Duration::from_secs(30);
/// The most bytes of a request's first line and headers.
pub(crate) const LARGEST_HEADERS: usize = 32 << 10;
/// The most headers.
const MOST_HEADERS: usize = 64;
/// How long to wait before accepting again when the system has no more room for connections.
const OUT_OF_ROOM: Duration = Duration::from_millis(200);
/// What a TLS handshake begins with.
const HANDSHAKE: u8 = 0x16;
/// What is said to whoever speaks plainly where TLS is spoken.
const SPEAKS_TLS: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 51\r\nConnection: close\r\n\r\nThis server speaks TLS only: ask it with https://.\n";

/// The two ends of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    /// Who asks.
    pub(crate) peer: SocketAddr,
    /// At which address of this machine it came in.
    pub(crate) local: SocketAddr,
}

/// Answers connections until cancelled; what is being answered then is answered still.
pub(crate) async fn answer(
    listener: TcpListener,
    encryption: Option<TlsAcceptor>,
    router: Router,
    cancelled: CancellationToken,
) {
    let (places, peers, connections) =
        (Arc::new(Semaphore::new(MOST)), Arc::<Peers>::default(), TaskTracker::new());
    loop {
        let accepted = tokio::select! {
            () = cancelled.cancelled() => break,
            accepted = async {
                let place = Arc::clone(&places).acquire_owned().await.expect("the places are never closed");
                (place, listener.accept().await)
            } => accepted,
        };
        let (place, stream, peer) = match accepted {
            (place, Ok((stream, peer))) => (place, stream, peer),
            (_, Err(error)) => {
                if !is_of_one(&error) {
                    tracing::warn!(%error, "connections can't be accepted just now");
                    sleep(OUT_OF_ROOM).await;
                }
                continue;
            }
        };
        let Some(entered) = Peers::enter(&peers, peer.ip()) else { continue };
        let Ok(local) = stream.local_addr() else { continue };
        let (encryption, router, cancelled) = (encryption.clone(), router.clone(), cancelled.clone());
        connections.spawn(async move {
            let _held = (place, entered);
            connection(stream, Ends { peer, local }, encryption, router, cancelled).await;
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// Whether it went wrong for one connection, rather than for all.
fn is_of_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(
    stream: TcpStream,
    ends: Ends,
    encryption: Option<TlsAcceptor>,
    router: Router,
    cancelled: CancellationToken,
) {
    // Only for speed.
    let _ = stream.set_nodelay(true);
    let Some(encryption) = encryption else {
        return talk(Patient::new(stream, LONGEST_STALL), ends, router, cancelled).await;
    };
    let handshake = async {
        let mut first = [0];
        let mut stream = Patient::new(stream, LONGEST_STALL);
        if stream.get_ref().peek(&mut first).await? == 1 && first[0] != HANDSHAKE {
            stream.write_all(SPEAKS_TLS).await?;
            stream.shutdown().await?;
            return Err(io::Error::other("it doesn't speak TLS"));
        }
        encryption.accept(stream).await
    };
    let shaken = tokio::select! {
        () = cancelled.cancelled() => return,
        shaken = timeout(HEADERS_TAKE, handshake) => shaken,
    };
    match shaken {
        Ok(Ok(stream)) => talk(stream, ends, router, cancelled).await,
        Ok(Err(error)) => tracing::debug!(%error, peer = %ends.peer, "no TLS came about"),
        Err(_) => tracing::debug!(peer = %ends.peer, "no TLS came about in time"),
    }
}

/// Requests and answers, one after the other.
async fn talk<S>(stream: S, ends: Ends, router: Router, cancelled: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ends);
        router.clone().oneshot(request.map(Body::new))
    });
    let talking = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_TAKE)
        .max_buf_size(LARGEST_HEADERS)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut talking = pin!(talking);
    let ended = tokio::select! {
        ended = talking.as_mut() => ended,
        () = cancelled.cancelled() => {
            talking.as_mut().graceful_shutdown();
            talking.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, peer = %ends.peer, "a connection broke off");
    }
}

/// How many connections there are from each address.
#[derive(Debug, Default)]
struct Peers {
    counts: Mutex<HashMap<IpAddr, usize>>,
}

/// Held while a connection lasts.
struct Entered {
    peers: Arc<Peers>,
    ip: IpAddr,
}

impl Peers {
    fn enter(peers: &Arc<Self>, ip: IpAddr) -> Option<Entered> {
        let mut counts = peers.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(ip).or_default();
        if *count >= MOST_FROM_ONE {
            return None;
        }
        *count += 1;
        Some(Entered { peers: Arc::clone(peers), ip })
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut counts = self.peers.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.ip) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.ip);
            }
        }
    }
}
