//! The operations. Their slices list them once, and the list is used in three ways: to serve them, to describe them in
//! the document, and to find the methods of a path for `Allow`. Describing takes long and much code, so a service does
//! it only when somebody asks for the document.

use actix_web::dev::{HttpServiceFactory, ResourceDef};
use actix_web::web;
use utoipa::openapi::{HttpMethod, OpenApi};
use utoipa_actix_web::OpenApiFactory;

pub enum Routes<'a> {
    Serve(&'a mut web::ServiceConfig),
    Describe(&'a mut OpenApi),
    Name(&'a mut Paths),
}

impl Routes<'_> {
    pub fn service<F: HttpServiceFactory + OpenApiFactory + utoipa::Path + 'static>(
        &mut self,
        operation: F,
    ) -> &mut Self {
        match self {
            Self::Serve(config) => {
                config.service(operation);
            }
            Self::Describe(document) => {
                document.paths.merge(operation.paths());
                let mut schemas = Vec::new();
                operation.schemas(&mut schemas);
                document.components.get_or_insert_default().schemas.extend(schemas);
            }
            Self::Name(paths) => paths.add(F::path(), &F::methods()),
        }
        self
    }
}

/// Which methods each path has.
#[derive(Default)]
pub struct Paths(Vec<(String, ResourceDef, [bool; METHODS.len()])>);

const METHODS: [&str; 4] = ["GET", "PUT", "POST", "DELETE"];

impl Paths {
    fn add(&mut self, path: String, methods: &[HttpMethod]) {
        let has =
            [HttpMethod::Get, HttpMethod::Put, HttpMethod::Post, HttpMethod::Delete].map(|one| methods.contains(&one));
        match self.0.iter_mut().find(|(known, ..)| *known == path) {
            Some((_, _, known)) => known.iter_mut().zip(has).for_each(|(known, has)| *known |= has),
            None => {
                let pattern = ResourceDef::new(path.as_str());
                self.0.push((path, pattern, has));
            }
        }
    }

    /// As `Allow` lists them; none when no operation has this path.
    pub fn allowed(&self, path: &str) -> Option<String> {
        let (_, _, has) = self.0.iter().find(|(_, pattern, _)| pattern.is_match(path))?;
        let methods: Vec<&str> = METHODS.iter().zip(has).filter(|(_, has)| **has).map(|(method, _)| *method).collect();
        Some(methods.join(", "))
    }
}
