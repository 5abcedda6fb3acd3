using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SipEdge.Media.Ice;

/// <summary>
/// User name fragment and password of one side (a=ice-ufrag, a=ice-pwd; RFC 8839 §5.4). Immutable; its text form never
/// shows the password.
/// </summary>
public sealed class IceCredentials : IEquatable<IceCredentials>
{
    private const int MinFragment = 4;
    private const int MinPassword = 22;
    private const int MaxLength = 256;

    /// <summary>48 bits: enough that checks of two calls are not mixed up; RFC 8445 §5.3 asks for 24.</summary>
    private const int RandomFragment = 8;

    /// <summary>144 bits; RFC 8445 §5.3 asks for 128.</summary>
    private const int RandomPassword = 24;

    private static readonly SearchValues<byte> Grammar = SearchValues.Create(IceChars);

    private readonly byte[] _fragment;
    private readonly byte[] _password;

    private IceCredentials(ReadOnlySpan<byte> fragment, ReadOnlySpan<byte> password)
    {
        _fragment = fragment.ToArray();
        _password = password.ToArray();
    }

    public ReadOnlySpan<byte> Fragment => _fragment;

    public ReadOnlySpan<byte> Password => _password;

    private static ReadOnlySpan<byte> IceChars => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;

    /// <summary>New ones of our own.</summary>
    public static IceCredentials Random()
    {
        Span<byte> text = stackalloc byte[RandomFragment + RandomPassword];
        RandomNumberGenerator.GetItems(IceChars, text);
        return new IceCredentials(text[..RandomFragment], text[RandomFragment..]);
    }

    /// <summary>False when either is too short, too long or has other characters than ice-char (RFC 8839 §5.4).</summary>
    public static bool TryCreate(
        ReadOnlySpan<byte> fragment,
        ReadOnlySpan<byte> password,
        [NotNullWhen(true)] out IceCredentials? credentials)
    {
        var valid = fragment.Length is >= MinFragment and <= MaxLength
            && password.Length is >= MinPassword and <= MaxLength
            && !fragment.ContainsAnyExcept(Grammar)
            && !password.ContainsAnyExcept(Grammar);
        credentials = valid ? new IceCredentials(fragment, password) : null;
        return valid;
    }

    public bool Equals(IceCredentials? other) =>
        other is not null
        && Fragment.SequenceEqual(other.Fragment)
        && CryptographicOperations.FixedTimeEquals(Password, other.Password);

    public override bool Equals(object? obj) => Equals(obj as IceCredentials);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Fragment);
        return hash.ToHashCode();
    }

    /// <summary>The fragment, never the password.</summary>
    public override string ToString() => System.Text.Encoding.ASCII.GetString(_fragment);
}
