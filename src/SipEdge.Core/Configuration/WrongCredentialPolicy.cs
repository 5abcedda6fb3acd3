namespace SipEdge.Core.Configuration;

/// <summary>Whether a header pair that is present but wrong ends the matter, or the other methods may still admit.</summary>
public enum WrongCredentialPolicy : byte { Fail, Continue }
