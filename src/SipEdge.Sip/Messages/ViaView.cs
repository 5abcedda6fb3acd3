using System.Text;

namespace SipEdge.Sip.Messages;

/// <summary>One Via value (RFC 3261 §20.42). White space and folds are allowed around every separator.</summary>
public readonly ref struct ViaView
{
    private readonly Slice _transport;
    private readonly Slice _sentBy;
    private readonly Slice _host;
    private readonly Slice _parameters;
    private readonly Slice _branch;
    private readonly Slice _received;
    private readonly Slice _rport;

    private ViaView(ReadOnlySpan<byte> raw, Slice transport, Slice sentBy, Slice host, int port, bool ipv6, Slice parameters,
        Slice branch, Slice received, bool hasRport, Slice rport)
    {
        Raw = raw;
        _transport = transport;
        _sentBy = sentBy;
        _host = host;
        Port = port;
        HostIsIpv6 = ipv6;
        _parameters = parameters;
        _branch = branch;
        _received = received;
        HasRport = hasRport;
        _rport = rport;
    }

    /// <summary>The whole value, trimmed; empty when there is none or it could not be read.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    public ReadOnlySpan<byte> Transport => _transport.Of(Raw);

    /// <summary>host[:port] as written.</summary>
    public ReadOnlySpan<byte> SentBy => _sentBy.Of(Raw);

    /// <summary>Without the brackets of an IPv6 reference.</summary>
    public ReadOnlySpan<byte> Host => _host.Of(Raw);

    public bool HostIsIpv6 { get; }

    /// <summary>0 when there is none.</summary>
    public int Port { get; }

    /// <summary>After the first ';', raw.</summary>
    public ReadOnlySpan<byte> Parameters => _parameters.Of(Raw);

    /// <summary>Empty for an RFC 2543 client; compared whole, case included.</summary>
    public ReadOnlySpan<byte> Branch => _branch.Of(Raw);

    public ReadOnlySpan<byte> Received => _received.Of(Raw);

    /// <summary>The parameter is there, with or without a value (RFC 3581).</summary>
    public bool HasRport { get; }

    /// <summary>Its value; empty in a request as its sender wrote it.</summary>
    public ReadOnlySpan<byte> Rport => _rport.Of(Raw);

    public bool TryGetParameter(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        ParameterReader.TryGet(Parameters, name, out value);

    public static bool TryParse(ReadOnlySpan<byte> text, out ViaView via)
    {
        via = default;
        var raw = SipGrammar.Trim(text);
        var rest = raw;
        if (rest.StartsWith("SIP/2.0/"u8))
        {
            rest = rest[8..];
        }
        else if (!TryProtocol(ref rest))
        {
            return false;
        }

        var transport = TakeToken(ref rest);
        if (transport.IsEmpty || rest.IsEmpty || !SipGrammar.IsWhiteSpace(rest[0]))
        {
            return false;
        }

        rest = SipGrammar.TrimStart(rest);
        var sentBy = rest;
        if (!HostPort.TryTake(ref rest, allowSpace: true, out var host, out var ipv6, out var port))
        {
            return false;
        }

        sentBy = SipGrammar.Trim(sentBy[..(sentBy.Length - rest.Length)]);
        rest = SipGrammar.TrimStart(rest);
        if (rest.IsEmpty)
        {
            via = new ViaView(raw, In(raw, transport), In(raw, sentBy), In(raw, host), port, ipv6, default, default, default,
                false, default);
            return true;
        }

        return rest[0] == (byte)';' && TryParameters(raw, In(raw, transport), In(raw, sentBy), In(raw, host), port, ipv6,
            SipGrammar.TrimStart(rest[1..]), out via);
    }

    private static bool TryParameters(ReadOnlySpan<byte> raw, Slice transport, Slice sentBy, Slice host, int port, bool ipv6,
        ReadOnlySpan<byte> parameters, out ViaView via)
    {
        via = default;
        Slice branch = default, received = default, rport = default;
        bool hasBranch = false, hasReceived = false, hasRport = false;
        var reader = new ParameterReader(parameters);
        while (reader.Next())
        {
            var name = reader.Name;
            var duplicate = false;
            if (name.Length == 6 && Ascii.EqualsIgnoreCase(name, "branch"u8))
            {
                duplicate = hasBranch || !SipGrammar.IsToken(reader.Value);
                hasBranch = true;
                branch = In(raw, reader.Value);
            }
            else if (name.Length == 5 && Ascii.EqualsIgnoreCase(name, "rport"u8))
            {
                duplicate = hasRport;
                hasRport = true;
                rport = In(raw, reader.Value);
            }
            else if (name.Length == 8 && Ascii.EqualsIgnoreCase(name, "received"u8))
            {
                duplicate = hasReceived;
                hasReceived = true;
                received = In(raw, reader.Value);
            }

            if (duplicate)
            {
                return false;
            }
        }

        if (reader.Failed || parameters.IsEmpty)
        {
            return false;
        }

        via = new ViaView(raw, transport, sentBy, host, port, ipv6, In(raw, parameters), branch, received, hasRport, rport);
        return true;
    }

    private static bool TryProtocol(scoped ref ReadOnlySpan<byte> rest)
    {
        var name = TakeToken(ref rest);
        if (!Ascii.EqualsIgnoreCase(name, "SIP"u8) || !TakeSlash(ref rest))
        {
            return false;
        }

        // Any version: the answer that says "505 Version Not Supported" needs this Via.
        return !TakeToken(ref rest).IsEmpty && TakeSlash(ref rest);
    }

    private static bool TakeSlash(scoped ref ReadOnlySpan<byte> rest)
    {
        rest = SipGrammar.TrimStart(rest);
        if (rest.IsEmpty || rest[0] != (byte)'/')
        {
            return false;
        }

        rest = SipGrammar.TrimStart(rest[1..]);
        return true;
    }

    private static ReadOnlySpan<byte> TakeToken(scoped ref ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAnyExcept(SipGrammar.Token);
        if (length < 0)
        {
            length = rest.Length;
        }

        var token = rest[..length];
        rest = rest[length..];
        return token;
    }

    private static Slice In(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> piece) => Slice.In(raw, piece);
}
