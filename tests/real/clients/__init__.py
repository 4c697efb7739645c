"""Calendar programs that read feeds, and what each of them lists."""
