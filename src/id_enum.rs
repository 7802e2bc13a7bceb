//! Enums whose values have a name each, by which options, files and results call them, and a meaning.

/// Declares an enum with the name and the meaning of each value, so that no list of the values can lack one.
macro_rules! id_enum {
    (
        $(#[$attribute:meta])*
        pub enum $type:ident {
            $($(#[$further:meta])* $value:ident = $id:literal, $meaning:literal;)+
        }
    ) => {
        $(#[$attribute])*
        pub enum $type {
            $(#[doc = $meaning] $(#[$further])* $value,)+
        }

        impl $type {
            /// All, in their order.
            pub const ALL: [$type; [$($id),+].len()] = [$($type::$value),+];

            /// The name in options, files and results.
            pub fn id(self) -> &'static str {
                self.describe().0
            }

            /// The meaning in a few words.
            pub fn meaning(self) -> &'static str {
                self.describe().1
            }

            /// The name and the meaning.
            pub fn describe(self) -> (&'static str, &'static str) {
                match self {
                    $($type::$value => ($id, $meaning),)+
                }
            }
        }
    };
}

pub(crate) use id_enum;
