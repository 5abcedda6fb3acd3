namespace SipEdge.Media.Tests.Dtls;

/// <summary>A test with the openssl program as the peer; skipped, and seen to be, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenSslFactAttribute : FactAttribute
{
    public OpenSslFactAttribute() => Skip = WhyNot;

    /// <summary>Null when the program is there.</summary>
    public static string? WhyNot { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "openssl")))
            ? null
            : "openssl is not installed";
}

/// <summary>The same with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenSslTheoryAttribute : TheoryAttribute
{
    public OpenSslTheoryAttribute() => Skip = OpenSslFactAttribute.WhyNot;
}
