//! Enums whose values have an id, used in options, files and results, and a meaning for people.

/// Declares an enum from one table with the id and the meaning of each value.
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
            /// All values in their order.
            pub const ALL: [$type; [$($id),+].len()] = [$($type::$value),+];

            /// Returns the name in options, files and results.
            pub fn id(self) -> &'static str {
                self.describe().0
            }

            /// Returns the meaning in a few words.
            pub fn meaning(self) -> &'static str {
                self.describe().1
            }

            /// Returns the id and the meaning.
            pub fn describe(self) -> (&'static str, &'static str) {
                match self {
                    $($type::$value => ($id, $meaning),)+
                }
            }
        }
    };
}

pub(crate) use id_enum;
