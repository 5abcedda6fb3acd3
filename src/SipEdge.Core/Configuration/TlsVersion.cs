namespace SipEdge.Core.Configuration;

/// <summary>The oldest version accepted. Older than 1.2 is never spoken (RFC 9325).</summary>
public enum TlsVersion : byte { Tls12, Tls13 }
