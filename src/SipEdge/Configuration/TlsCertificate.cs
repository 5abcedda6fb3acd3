using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Configuration;

/// <summary>A certificate with its key, and the certificates between it and its root.</summary>
public sealed record TlsCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain);
