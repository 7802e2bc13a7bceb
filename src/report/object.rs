//! The JSON contract: the fields of each result, in order.

/// Serialises a value as an object with the given fields.
macro_rules! serialize_as {
    ($type:ty, $value:ident => { $($key:literal: $field:expr,)+ }) => {
        impl crate::json::Object for $type {
            const FIELDS: &'static [&'static str] = &[$($key),+];
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let $value = self;
                let mut object = serializer.serialize_map(None)?;
                $(object.serialize_entry($key, &$field)?;)+
                object.end()
            }
        }
    };
}

pub(super) use serialize_as;
