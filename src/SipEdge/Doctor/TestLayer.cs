namespace SipEdge.Doctor;

/// <summary>What a call to a trunk stands on, from the bottom: where one fails those above it are not tried.</summary>
public enum TestLayer
{
    Configuration,
    Dns,
    Reachability,
    Tls,
    Options,
    Register,
    Call,
}
