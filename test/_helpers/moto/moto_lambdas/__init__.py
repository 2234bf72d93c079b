"""What moto-with-lambdas.py adds to moto 5.2.5, a part of its inside each."""
