"""What the server and the tablet must answer alike: questions and answers, kept in files both are held to."""
