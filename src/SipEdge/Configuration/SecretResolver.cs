using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>
/// Fetches secrets: from a file, the environment, or systemd's credentials (systemd.exec(5), $CREDENTIALS_DIRECTORY). What goes
/// wrong is told by the name of the place, never by its content.
/// </summary>
internal static class SecretResolver
{
    /// <summary>No password is longer; a reference to the wrong file should not read gigabytes.</summary>
    private const int LongestSecret = 4096;

    public static Dictionary<SecretReference, Secret> Resolve(EdgeOptions options, ProblemList problems)
    {
        var secrets = new Dictionary<SecretReference, Secret>();
        foreach (var (path, reference) in SecretsValidator.References(options))
        {
            if (!secrets.ContainsKey(reference) && Fetch(path, reference, problems) is { } secret)
            {
                secrets.Add(reference, secret);
            }
        }
        return secrets;
    }

    private static Secret? Fetch(string path, SecretReference reference, ProblemList problems) => reference.Kind switch
    {
        SecretKind.Env => FromEnvironment(path, reference, problems),
        SecretKind.Credential => FromCredential(path, reference, problems),
        _ => FromFile(path, reference, reference.Name, problems),
    };

    private static Secret? FromEnvironment(string path, SecretReference reference, ProblemList problems)
    {
        if (Environment.GetEnvironmentVariable(reference.Name) is { } value)
        {
            return new Secret(System.Text.Encoding.UTF8.GetBytes(value));
        }
        problems.Error(path, $"{reference} is not set");
        return null;
    }

    private static Secret? FromCredential(string path, SecretReference reference, ProblemList problems)
    {
        if (reference.Name.Contains('/', StringComparison.Ordinal) || reference.Name is "." or "..")
        {
            problems.Error(path, $"'{reference.Name}' is not the name of a credential", "the name in LoadCredential=");
            return null;
        }
        if (Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is not { Length: > 0 } directory)
        {
            problems.Error(path, $"{reference} cannot be read: systemd has given no credentials",
                "LoadCredential= or LoadCredentialEncrypted= in the unit");
            return null;
        }
        return FromFile(path, reference, Path.Combine(directory, reference.Name), problems);
    }

    private static Secret? FromFile(string path, SecretReference reference, string file, ProblemList problems)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (reference.Kind == SecretKind.File && File.GetUnixFileMode(stream.SafeFileHandle).HasFlag(UnixFileMode.OtherRead))
            {
                problems.Warning(path, $"{reference} can be read by every user of this machine", "mode 0640 or 0600");
            }
            var bytes = new byte[LongestSecret + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > LongestSecret)
            {
                problems.Error(path, $"{reference} is longer than any secret");
                return null;
            }
            return new Secret(WithoutLineEnd(bytes.AsSpan(0, length)).ToArray());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Error(path, $"{reference} cannot be read: {FileProblem.Describe(error)}");
            return null;
        }
    }

    // Editors and echo end a file with a line break that is not part of the password.
    private static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [.. var text, (byte)'\r', (byte)'\n'] => text,
        [.. var text, (byte)'\n'] => text,
        _ => bytes,
    };
}
