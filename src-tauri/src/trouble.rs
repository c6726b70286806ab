//! The page shown when Forecastle can't start. It needs nothing of the interface, so that it can't fail with it.

use contract::Problem;
use tauri::http::{Response, header};

/// The scheme of the page's address.
pub(crate) const SCHEME: &str = "trouble";
/// The path of its button.
pub(crate) const AGAIN: &str = "/again";

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The page that says this problem.
pub(crate) fn page(problem: Option<&Problem>) -> Response<Vec<u8>> {
    let (title, detail) = problem
        .map_or(("Nothing is wrong", "Close this window and start Forecastle again"), |problem| {
            (problem.title.as_str(), problem.detail.as_str())
        });
    Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .body(html(title, detail).into_bytes())
        .expect("the headers are constant and valid")
}

fn html(title: &str, detail: &str) -> String {
    let (title, detail) = (escaped(title), escaped(detail));
    let stop = if detail.ends_with(['.', '!', '?']) { "" } else { "." };
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Forecastle can't start</title>
<style>
  body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; font: 17px/1.5 system-ui, sans-serif;
         background: light-dark(#f7f6f3, #12161d); color: light-dark(#1d2430, #e8ecf2); }}
  main {{ max-width: 34em; padding: 2em; }}
  h1 {{ font-size: 1.5em; line-height: 1.25; margin: 0 0 .5em; }}
  p {{ margin: 0 0 1.5em; overflow-wrap: anywhere; white-space: pre-line; }}
  a {{ display: inline-block; padding: .55em 1.1em; border-radius: .5em; font-weight: 600; text-decoration: none;
      background: light-dark(#1f5fbf, #7fb2ff); color: light-dark(#fff, #0c1420); }}
  a:focus-visible {{ outline: 3px solid light-dark(#1f5fbf, #7fb2ff); outline-offset: 3px; }}
</style>
<main role="alert" data-testid="problem">
  <h1>{title}</h1>
  <p>{detail}{stop}</p>
  <a href="{AGAIN}" data-testid="start-again">Try again</a>
</main>
</html>
"#
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ProblemCode;

    #[test]
    fn the_page_says_the_problem_and_nothing_of_it_is_markup() {
        let problem =
            Problem::new(ProblemCode::Data, "The data file is <damaged>", "Move \"it\" away & start again");
        let response = page(Some(&problem));
        let text = String::from_utf8(response.into_body()).unwrap();
        assert!(text.contains("<h1>The data file is &lt;damaged&gt;</h1>"), "{text}");
        assert!(text.contains("<p>Move &quot;it&quot; away &amp; start again.</p>"), "{text}");
    }

    #[test]
    fn the_page_may_run_no_script() {
        let policy = page(None).headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");
    }
}
