//! Other programs ask the engine of the open window over HTTP, if the user has switched that on.

use contract::{Problem, ProblemCode};
use engine::{Begun, Engine, ProgramServer};
use std::{
    io::ErrorKind,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tauri::async_runtime;
use tokio_util::sync::CancellationToken;

/// How long the window's end waits for what is being answered.
const PATIENCE: Duration = Duration::from_secs(3);

/// The HTTP API, at an address of this machine.
struct Http;

impl ProgramServer for Http {
    async fn begin(&self, engine: Engine, port: u16, cancelled: CancellationToken) -> Result<Begun, Problem> {
        let bound = api::bind(api::Options { port, ..api::Options::default() })
            .await
            .map_err(|error| refused(&error, port))?;
        let address = format!("http://{}", bound.address());
        let ended = tokio::spawn(bound.serve(engine, cancelled));
        Ok(Begun { address, ended })
    }
}

fn refused(error: &api::ApiError, port: u16) -> Problem {
    let kind = match error {
        api::ApiError::Taken { error, .. } => Some(error.kind()),
        _ => None,
    };
    let (title, detail) = match kind {
        Some(ErrorKind::AddrInUse) => (
            format!("Port {port} is taken"),
            "Another program listens there, perhaps another window of Forecastle or `forecastle serve`. Choose another port, or end that \
             program."
                .to_owned(),
        ),
        Some(ErrorKind::PermissionDenied) => (
            format!("Port {port} may not be used"),
            "It belongs to the system. Choose one of 1024 or more.".to_owned(),
        ),
        _ => ("Other programs can't be let in".to_owned(), format!("{error}.")),
    };
    Problem::new(ProblemCode::BadRequest, title, detail).about("port")
}

/// The task that serves as the switch says.
#[derive(Default)]
pub(crate) struct Server {
    cancelled: CancellationToken,
    task: Mutex<Option<async_runtime::JoinHandle<()>>>,
}

impl Server {
    /// Serves whenever the user wants it, from now on.
    pub(crate) fn keep(&self, engine: Engine) {
        let cancelled = self.cancelled.clone();
        let task = async_runtime::spawn(async move { engine.keep_serving(Http, cancelled).await });
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Takes in nothing more, and waits until what is being answered is answered and written down.
    pub(crate) fn end(&self) {
        self.cancelled.cancel();
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && async_runtime::block_on(async { tokio::time::timeout(PATIENCE, task).await }).is_err()
        {
            tracing::warn!("the window ended before all was answered");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{
        AuditLogRequest, Commands as _, CreateTokenRequest, Nothing, ServeProgramsRequest, TokenRef,
    };
    use domain::Permission;
    use std::{
        io::{Read as _, Write as _},
        net::{TcpListener, TcpStream},
        path::Path,
    };

    /// Forecastle with a switch, as the window has it.
    struct Open {
        engine: Engine,
        cancelled: CancellationToken,
        task: tokio::task::JoinHandle<()>,
    }

    impl Open {
        async fn on(data: &Path) -> Self {
            let engine = Engine::open(Some(data.to_path_buf())).unwrap();
            let cancelled = CancellationToken::new();
            let task = tokio::spawn({
                let (engine, cancelled) = (engine.clone(), cancelled.clone());
                async move { engine.keep_serving(Http, cancelled).await }
            });
            let open = Self { engine, cancelled, task };
            while !open.engine.serving(Nothing {}).await.unwrap().possible {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            open
        }

        async fn turn(&self, on: bool, port: u16) -> Result<contract::Serving, Problem> {
            self.engine.serve_programs(ServeProgramsRequest { on, port: Some(port) }).await
        }

        async fn close(self) {
            self.cancelled.cancel();
            self.task.await.unwrap();
        }
    }

    fn free_port() -> u16 {
        TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
    }

    /// The status with which a request is answered; nothing when nobody listens.
    async fn status(port: u16, path: &str, secret: Option<&str>) -> Option<u16> {
        let authorization =
            secret.map_or(String::new(), |secret| format!("Authorization: Bearer {secret}\r\n"));
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{authorization}Connection: close\r\n\r\n"
        );
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
            stream.write_all(request.as_bytes()).ok()?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).ok()?;
            answer.split(' ').nth(1)?.parse().ok()
        })
        .await
        .unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn programs_are_let_in_while_the_switch_is_on_and_again_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let port = free_port();
        let open = Open::on(&data).await;
        assert_eq!(open.engine.serving(Nothing {}).await.unwrap().address, None, "off until switched on");
        let serving = open.turn(true, port).await.unwrap();
        assert_eq!(serving.address.as_deref(), Some(format!("http://127.0.0.1:{port}").as_str()));
        assert_eq!(status(port, "/v1/about", None).await, Some(200));
        assert_eq!(status(port, "/v1/series", None).await, Some(403), "without a token nothing of the user");
        assert_eq!(open.engine.serving(Nothing {}).await.unwrap().requests, 2);
        open.close().await;
        assert_eq!(status(port, "/v1/about", None).await, None, "it ends with the window");

        let open = Open::on(&data).await;
        // At the start it is seen to beside everything else.
        while status(port, "/v1/about", None).await.is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let other = free_port();
        assert_eq!(open.turn(true, other).await.unwrap().port, other);
        assert_eq!(
            (status(port, "/health", None).await, status(other, "/health", None).await),
            (None, Some(200))
        );
        assert!(!open.turn(false, other).await.unwrap().on);
        assert_eq!(status(other, "/health", None).await, None);
        open.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_taken_port_is_said_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let open = Open::on(&folder.path().join("data")).await;
        let problem = open.turn(true, port).await.unwrap_err();
        assert_eq!(
            (problem.title, problem.field),
            (format!("Port {port} is taken"), Some("port".to_owned()))
        );
        assert!(problem.detail.contains("Choose another port"), "{}", problem.detail);
        assert!(!open.engine.serving(Nothing {}).await.unwrap().on);
        let free = free_port();
        open.turn(true, free).await.unwrap();
        open.turn(true, port).await.unwrap_err();
        assert_eq!(status(free, "/health", None).await, Some(200), "the old port serves on");
        assert_eq!(open.turn(true, 0).await.unwrap_err().title, "That is no port");
        open.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn two_copies_on_one_folder_know_the_same_tokens_and_write_one_log() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let (first, second) = (Open::on(&data).await, Open::on(&data).await);
        let (here, there) = (free_port(), free_port());
        first.turn(true, here).await.unwrap();
        // As `forecastle serve` does it, which minds no switch.
        let cancelled = CancellationToken::new();
        let begun = Http.begin(second.engine.clone(), there, cancelled.clone()).await.unwrap();
        let request = CreateTokenRequest {
            name: "a test".to_owned(),
            permissions: vec![Permission::Read],
            series: Vec::new(),
            models: Vec::new(),
            places: Vec::new(),
            days: None,
        };
        let made = first.engine.create_token(request).await.unwrap();
        for _ in 0..20 {
            for port in [here, there] {
                assert_eq!(status(port, "/v1/places", Some(&made.secret)).await, Some(200));
            }
        }
        let tokens = second.engine.tokens(Nothing {}).await.unwrap();
        assert!(tokens[0].last_used.is_some(), "it is told when it was used");
        // To look at the log writes down what waits, this too.
        first.engine.audit_log(AuditLogRequest::default()).await.unwrap();
        let later = Engine::open(Some(data.clone())).unwrap();
        assert!(later.tokens(Nothing {}).await.unwrap()[0].last_used.is_some(), "and it is kept");
        first.engine.revoke_token(TokenRef { id: made.token.id }).await.unwrap();
        assert_eq!(status(here, "/v1/places", Some(&made.secret)).await, Some(401), "here at once");
        tokio::time::sleep(Duration::from_millis(1100)).await;
        assert_eq!(status(there, "/v1/places", Some(&made.secret)).await, Some(401), "there within a second");
        cancelled.cancel();
        begun.ended.await.unwrap();
        first.engine.audit_log(AuditLogRequest::default()).await.unwrap();
        let log = second.engine.audit_log(AuditLogRequest::default()).await.unwrap();
        let asked = log.entries.iter().filter(|chained| chained.entry.command == "saved_places");
        let asked: u32 = asked.map(|chained| chained.entry.times).sum();
        assert_eq!(asked, 40, "{log:?}");
        assert!(second.engine.verify_audit(Nothing {}).await.unwrap().sound);
        first.close().await;
        second.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_there_is_no_switch_it_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(Some(folder.path().join("data"))).unwrap();
        let problem = engine.serve_programs(ServeProgramsRequest { on: true, port: None }).await.unwrap_err();
        assert!(problem.detail.contains("forecastle serve"), "{problem}");
        assert!(!engine.serving(Nothing {}).await.unwrap().possible);
    }
}
