use crate::rates::TooOften;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{Problem, ProblemCode};
use serde_json::json;

/// A fault as HTTP tells it: `application/problem+json` (RFC 9457).
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) status: StatusCode,
    pub(crate) problem: Problem,
    /// Seconds after which to try again.
    pub(crate) retry_after: Option<u64>,
}

impl Fault {
    pub(crate) fn new(status: StatusCode, title: &str, detail: impl Into<String>) -> Self {
        Self { status, problem: Problem::new(ProblemCode::BadRequest, title, detail), retry_after: None }
    }

    /// The work that waits already would take too long.
    pub(crate) fn busy(seconds: u64) -> Self {
        let fault = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too much is asked at once",
            "Nothing was begun. Ask again in a moment.",
        );
        Self { retry_after: Some(seconds), ..fault }
    }
}

impl From<TooOften> for Fault {
    fn from(TooOften { again_in }: TooOften) -> Self {
        let fault = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "That was too often",
            "Nothing was done. Ask again in a moment, and less often.",
        );
        Self { retry_after: Some(again_in), ..fault }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        let status = match problem.code {
            ProblemCode::BadRequest => StatusCode::UNPROCESSABLE_ENTITY,
            ProblemCode::NotAllowed => StatusCode::FORBIDDEN,
            ProblemCode::NotFound => StatusCode::NOT_FOUND,
            ProblemCode::Superseded => StatusCode::CONFLICT,
            ProblemCode::Data => StatusCode::SERVICE_UNAVAILABLE,
            ProblemCode::Import | ProblemCode::NoForecast => StatusCode::UNPROCESSABLE_ENTITY,
            ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, problem, retry_after: None }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let Problem { code, title, detail, field } = self.problem;
        let mut body = json!({
            "type": "about:blank",
            "title": title,
            "status": self.status.as_u16(),
            "detail": detail,
            "code": code,
        });
        if let Some(field) = field {
            body["field"] = field.into();
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
