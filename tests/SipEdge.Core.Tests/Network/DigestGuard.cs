using System.Globalization;
using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Network;

/// <summary>What a carrier asks of a request before it serves it, and what it was told.</summary>
internal sealed class DigestGuard
{
    private readonly HashSet<string> _nonces = [];
    private readonly Dictionary<string, (int Uses, uint Highest)> _used = [];
    private int _serial;

    public string Realm { get; init; } = "carrier.example";
    public string Username { get; init; } = "account";
    public string Password { get; set; } = "secret";
    public DigestAlgorithm[] Algorithms { get; init; } = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5];

    /// <summary>407 with Proxy-Authenticate, or 401 with WWW-Authenticate.</summary>
    public bool IsProxy { get; init; } = true;

    /// <summary>How often one nonce may be used.</summary>
    public int Uses { get; set; } = int.MaxValue;

    public bool SaysStale { get; init; }

    /// <summary>Not given: every one but ACK and CANCEL.</summary>
    public HashSet<SipMethod>? Only { get; init; }

    /// <summary>Challenges written by hand, in place of its own.</summary>
    public string[]? Says { get; init; }

    public int Asked { get; private set; }
    public int Passed { get; private set; }

    /// <summary>Each request's method and the nc it came with; 0 without credentials.</summary>
    public List<(string Method, uint Count)> Seen { get; } = [];

    public int Status => IsProxy ? 407 : 401;

    /// <summary>Null when the request may pass, else the challenge lines.</summary>
    public string? Refuse(in SipMessageView request)
    {
        if (Only?.Contains(request.Method) == false)
        {
            return null;
        }
        var stale = false;
        var seen = 0u;
        foreach (var value in request.Values(IsProxy ? HeaderId.ProxyAuthorization : HeaderId.Authorization))
        {
            if (DigestCredentials.TryParse(value, out var credentials) != DigestParseStatus.Complete
                || Encoding.UTF8.GetString(credentials.Realm) != Realm)
            {
                continue;
            }
            seen = credentials.NonceCount;
            var nonce = Encoding.ASCII.GetString(credentials.Nonce);
            var (uses, highest) = _used.GetValueOrDefault(nonce);
            if (_nonces.Contains(nonce) && IsRight(credentials, request) && seen > highest)
            {
                if (uses < Uses)
                {
                    _used[nonce] = (uses + 1, seen);
                    Passed++;
                    Seen.Add((Encoding.ASCII.GetString(request.MethodName), seen));
                    return null;
                }
                stale = SaysStale;
            }
        }
        Asked++;
        Seen.Add((Encoding.ASCII.GetString(request.MethodName), seen));
        return Challenge(stale);
    }

    private string Challenge(bool stale)
    {
        var name = IsProxy ? "Proxy-Authenticate" : "WWW-Authenticate";
        if (Says is not null)
        {
            return string.Concat(Says.Select(said => $"{name}: {said}\r\n"));
        }
        var nonce = string.Create(CultureInfo.InvariantCulture, $"nonce-{++_serial}");
        _nonces.Add(nonce);
        return string.Concat(Algorithms.Select(algorithm => string.Create(CultureInfo.InvariantCulture,
            $"{name}: Digest realm=\"{Realm}\", nonce=\"{nonce}\", algorithm={Encoding.ASCII.GetString(DigestAlgorithms.Name(algorithm))}, qop=\"auth\"{(stale ? ", stale=true" : "")}\r\n")));
    }

    private bool IsRight(in DigestCredentials credentials, in SipMessageView request)
    {
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.WriteHa1(credentials.Algorithm, Encoding.UTF8.GetBytes(Username),
            Encoding.UTF8.GetBytes(Realm), Encoding.UTF8.GetBytes(Password), ha1);
        return Encoding.UTF8.GetString(credentials.Username) == Username && credentials.Uri.SequenceEqual(request.RequestUri)
            && DigestResponse.Verify(credentials, request.MethodName, ha1[..length]);
    }
}
