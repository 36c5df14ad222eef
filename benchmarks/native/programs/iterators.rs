fn main() {
    let numbers: Vec<i64> = (0..10_000_000).map(|n| n * 7 % 1_000).collect();
    let sum = numbers.iter().map(|n| n * n).filter(|n| n % 3 == 0).fold(0, |sum, n| sum + n);
    println!("{sum}");
}
