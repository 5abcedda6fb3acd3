using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>
/// A file as far as it could be read. Model and certificates are there exactly when no problem is an error; a file with
/// warnings works.
/// </summary>
public sealed class LoadedConfiguration
{
    public required string? File { get; init; }

    /// <summary>What was read; null for the built-in default and for a file that could not be.</summary>
    public string? Text { get; init; }

    public EdgeOptions? Options { get; init; }

    public EdgeModel? Model { get; init; }

    /// <summary>Compiles the same file with what its names stand for by now; there exactly when the model is.</summary>
    public Func<NameBook, EdgeModel>? Compile { get; init; }

    /// <summary>By name under <c>tls</c>; those that are not self-signed.</summary>
    public IReadOnlyDictionary<string, TlsCertificate> Certificates { get; init; } = new Dictionary<string, TlsCertificate>();

    /// <summary>By file, as the configuration names it.</summary>
    public IReadOnlyDictionary<string, X509Certificate2Collection> Authorities { get; init; } =
        new Dictionary<string, X509Certificate2Collection>();

    public required ConfigPositions Positions { get; init; }

    public required IReadOnlyList<Problem> Problems { get; init; }

    [MemberNotNullWhen(true, nameof(Model), nameof(Options), nameof(Compile))]
    public bool Usable => Model is not null && Options is not null && Compile is not null;
}
