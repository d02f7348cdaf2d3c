//! The kinds of problem: what each is called and what to do about it, in English and Chinese. Each slice has a file; a
//! new file must be named in two places here.

macro_rules! kinds {
    ($($kind:ident $status:literal $slug:literal $en:literal $zh:literal $advice:literal $advice_zh:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($kind,)+ }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            pub fn slug(self) -> &'static str {
                match self { $(Self::$kind => $slug,)+ }
            }

            pub fn status(self) -> u16 {
                match self { $(Self::$kind => $status,)+ }
            }

            /// English, Chinese.
            pub fn titles(self) -> (&'static str, &'static str) {
                match self { $(Self::$kind => ($en, $zh),)+ }
            }

            /// What to do about it: English, Chinese.
            pub fn advice(self) -> (&'static str, &'static str) {
                match self { $(Self::$kind => ($advice, $advice_zh),)+ }
            }
        }
    };
}

/// Each file's macro appends its kinds to those it was given, and passes all of them on to the next file's macro.
macro_rules! tables {
    ([$next:ident $($rest:ident)*] $($so_far:tt)*) => { $next! { [$($rest)*] $($so_far)* } };
    ([] $($all:tt)*) => { kinds! { $($all)* } };
}

#[macro_use]
mod accounts;
#[macro_use]
mod meetings;
#[macro_use]
mod owners;
#[macro_use]
mod planners;
#[macro_use]
mod projects;
#[macro_use]
mod rights;
#[macro_use]
mod shared;
#[macro_use]
mod suggestions;
#[macro_use]
mod votes;

// The closed table, in the order of the page. A slug is permanent: kinds are added, never renamed or given another
// meaning.
tables! { [shared accounts rights meetings projects votes suggestions planners owners] }

impl Kind {
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_unique_and_tidy() {
        let mut seen = std::collections::HashSet::new();
        for kind in Kind::ALL {
            assert!(seen.insert(kind.slug()), "{} twice", kind.slug());
            assert!(kind.slug().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", kind.slug());
            assert!((400..600).contains(&kind.status()));
        }
    }
}
