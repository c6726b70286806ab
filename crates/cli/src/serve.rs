use crate::{print::Printer, watches};
use api::ServerCertificate;
use clap::Args;
use contract::{Problem, ProblemCode};
use engine::Engine;
use serde::Serialize;
use std::{
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    sync::Arc,
};
use tokio_util::sync::CancellationToken;

/// Where the certificate that is made here is kept, in the folder of the data.
const CERTIFICATE: &str = "tls";

/// Where and how other programs are answered.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// The port of this machine to listen at; 0 for any that is free
    #[arg(long, default_value_t = 7878)]
    port: u16,
    /// The address to listen at. At any but 127.0.0.1 and `::1` other machines can ask: by TLS and with a token only
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// Speak TLS at this machine's own addresses, too
    #[arg(long)]
    tls: bool,
    /// The certificate to show, with those that vouch for it, in PEM; one is made when absent
    #[arg(long, value_name = "PEM", requires = "key")]
    certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM
    #[arg(long, value_name = "PEM", requires = "certificate")]
    key: Option<PathBuf>,
    /// A name by which this machine may be asked, besides its addresses; may be given again
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
}

/// What is told once it listens.
#[derive(Debug, Serialize)]
struct Serving<'a> {
    address: String,
    /// The page that says what it can be asked.
    description: String,
    certificate: Option<&'a ServerCertificate>,
}

impl Serving<'_> {
    fn words(&self) -> String {
        let Self { address, description, certificate } = self;
        let certificate = certificate.map(|ServerCertificate { path, fingerprint }| {
            let path = path.display();
            format!("\nIt shows the certificate in {path}, whose SHA-256 fingerprint is {fingerprint}.")
        });
        let certificate = certificate.unwrap_or_default();
        format!("Listening at {address}. What it can be asked is at {description}.{certificate}")
    }
}

impl ServeArguments {
    fn options(self, data: Option<PathBuf>) -> api::Options {
        let encryption = match (self.certificate, self.key) {
            (Some(certificate), Some(key)) => Some(api::Encryption::Files { certificate, key }),
            _ if self.tls || !self.address.is_loopback() => {
                Some(api::Encryption::Generated { folder: engine::data_folder(data).join(CERTIFICATE) })
            }
            _ => None,
        };
        let Self { port, address, name: names, .. } = self;
        api::Options { address, port, encryption, names, ..api::Options::default() }
    }
}

/// Answers other programs until interrupted; takes in meanwhile what arrives, and plans ahead.
pub(crate) async fn run(
    engine: &Engine,
    arguments: ServeArguments,
    data: Option<PathBuf>,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let refused = |error: api::ApiError| {
        Problem::new(ProblemCode::BadRequest, "The API can't be served", format!("{error}."))
    };
    let bound = api::bind(arguments.options(data)).await.map_err(refused)?;
    let address = format!("{}://{}", bound.scheme(), bound.address());
    let description = format!("{address}/docs");
    let serving = Serving { address, description, certificate: bound.certificate() };
    printer.either(&serving, || serving.words())?;
    let cancelled = CancellationToken::new();
    let beside = {
        let (engine, cancelled) = (engine.clone(), cancelled.clone());
        tokio::spawn(async move {
            let planning = engine.plan_ahead(cancelled.clone());
            let listening = engine.listen_and_watch(Arc::new(watches::Told::default()), cancelled.clone());
            tokio::join!(planning, listening);
        })
    };
    let interrupted = cancelled.clone();
    tokio::spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        interrupted.cancel();
    });
    bound.serve(engine.clone(), cancelled).await;
    // It ends at once, and what it had taken in is written.
    let _ = beside.await;
    Ok(())
}
