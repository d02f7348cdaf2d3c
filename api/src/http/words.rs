//! Enums of the domain as words on the wire, each mapped both ways and exhaustively.

macro_rules! words {
    ($($(#[$meta:meta])* $wire:ident = $domain:ident { $($variant:ident)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $wire {
            $($variant,)+
        }

        impl From<$domain> for $wire {
            fn from(value: $domain) -> Self {
                match value {
                    $($domain::$variant => Self::$variant,)+
                }
            }
        }

        impl From<$wire> for $domain {
            fn from(word: $wire) -> Self {
                match word {
                    $($wire::$variant => Self::$variant,)+
                }
            }
        }
    )+};
}

pub(crate) use words;
