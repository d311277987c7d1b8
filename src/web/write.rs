//! Plain data as JavaScript values, by serde: objects, arrays, strings, numbers; `None` is `null`. Numbers cross as they
//! are, without the code and tables that write them as text.
use js_sys::{Array, Object, Reflect};
use serde::ser::{self, Serialize, Serializer};
use std::fmt::Display;
use wasm_bindgen::JsValue;

/// A value, as JSON would have it.
pub fn js(value: &impl Serialize) -> JsValue {
    value.serialize(Write).unwrap_or(JsValue::UNDEFINED)
}

/// Plain data has no way to fail.
#[derive(Debug)]
pub struct Never;

impl Display for Never {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        Never
    }
}

type Written = Result<JsValue, Never>;

#[derive(Clone, Copy)]
struct Write;

/// An object or array that is being filled.
struct Filling {
    whole: JsValue,
    key: JsValue,
    items: u32,
}

impl Filling {
    fn new(whole: impl Into<JsValue>) -> Result<Self, Never> {
        Ok(Filling { whole: whole.into(), key: JsValue::UNDEFINED, items: 0 })
    }

    /// Setting a property of a fresh object cannot fail.
    fn set(&mut self, key: &JsValue, value: &JsValue) {
        let _ = Reflect::set(&self.whole, key, value);
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Written {
            Ok(JsValue::from_f64(value as f64))
        })*
    };
}

impl Serializer for Write {
    type Ok = JsValue;
    type Error = Never;
    type SerializeSeq = Filling;
    type SerializeTuple = Filling;
    type SerializeTupleStruct = Filling;
    type SerializeTupleVariant = ser::Impossible<JsValue, Never>;
    type SerializeMap = Filling;
    type SerializeStruct = Filling;
    type SerializeStructVariant = ser::Impossible<JsValue, Never>;

    numbers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64);

    fn serialize_bool(self, value: bool) -> Written {
        Ok(value.into())
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(value.into())
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        Ok(js_sys::Uint8Array::from(value).into())
    }

    fn serialize_none(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        Err(Never)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Filling, Never> {
        Filling::new(Array::new())
    }

    fn serialize_tuple(self, _: usize) -> Result<Filling, Never> {
        Filling::new(Array::new())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Filling, Never> {
        Filling::new(Array::new())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Never> {
        Err(Never)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Filling, Never> {
        Filling::new(Object::new())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Filling, Never> {
        Filling::new(Object::new())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Never> {
        Err(Never)
    }
}

macro_rules! arrays {
    ($($trait:ident :: $method:ident),*) => {
        $(impl ser::$trait for Filling {
            type Ok = JsValue;
            type Error = Never;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                let value = value.serialize(Write)?;
                self.set(&JsValue::from_f64(self.items.into()), &value);
                self.items += 1;
                Ok(())
            }

            fn end(self) -> Written {
                Ok(self.whole)
            }
        })*
    };
}

arrays!(SerializeSeq::serialize_element, SerializeTuple::serialize_element, SerializeTupleStruct::serialize_field);

impl ser::SerializeMap for Filling {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.key = key.serialize(Write)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        let (key, value) = (std::mem::replace(&mut self.key, JsValue::UNDEFINED), value.serialize(Write)?);
        self.set(&key, &value);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.whole)
    }
}

impl ser::SerializeStruct for Filling {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Never> {
        let value = value.serialize(Write)?;
        self.set(&key.into(), &value);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.whole)
    }
}
