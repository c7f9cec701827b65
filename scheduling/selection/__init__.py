"""Who meets: the relaxation over pairs alone, and its rounding."""
