"""What moto-with-lambdas.py adds to moto 5.2.5. Each module changes one part of moto."""
