use std::fmt::Write;

fn main() {
    let mut text = String::new();
    for n in 0..3_000_000_i64 {
        write!(text, "{n}").unwrap();
        text.push_str(",");
    }
    let bytes: Vec<u8> = text.bytes().collect();
    let commas = bytes.iter().fold(0, |sum, &byte| if byte == b',' { sum + 1 } else { sum });
    println!("{} {commas}", text.len());
}
