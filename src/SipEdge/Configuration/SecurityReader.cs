using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of security.</summary>
internal static class SecurityReader
{
    public static SecurityOptions Read(MapReader reader)
    {
        var otherwise = new SecurityOptions();
        return new SecurityOptions
        {
            PresentButWrong = reader.Choice("present_but_wrong", ConfigNames.WrongCredential, otherwise.PresentButWrong),
            SidHeader = reader.Text("sid_header", otherwise.SidHeader),
            TokenHeader = reader.Text("token_header", otherwise.TokenHeader),
            NonceLifetime = reader.Duration("nonce_lifetime", otherwise.NonceLifetime),
            Limits = reader.Object("limits", ReadLimits, otherwise.Limits),
            Rates = reader.Object("rates", ReadRates, otherwise.Rates),
            Bans = reader.Object("bans", ReadBans, otherwise.Bans),
            Scanners = reader.Texts("scanners", otherwise.Scanners),
        };
    }

    private static SourceRateOptions ReadRates(MapReader reader)
    {
        var otherwise = new SourceRateOptions();
        return new SourceRateOptions
        {
            Stranger = reader.Object("stranger", inner => ReadRate(inner, otherwise.Stranger), otherwise.Stranger),
            Proven = reader.Object("proven", inner => ReadRate(inner, otherwise.Proven), otherwise.Proven),
            Known = reader.Object("known", inner => ReadRate(inner, otherwise.Known), otherwise.Known),
            Sources = reader.Int("sources", otherwise.Sources),
        };
    }

    private static RateOptions ReadRate(MapReader reader, RateOptions otherwise) => new(
        reader.Int("messages_per_second", otherwise.MessagesPerSecond), reader.Int("burst", otherwise.Burst));

    private static BanOptions ReadBans(MapReader reader)
    {
        var otherwise = new BanOptions();
        return new BanOptions
        {
            Automatic = reader.Bool("automatic", otherwise.Automatic),
            Threshold = reader.Int("threshold", otherwise.Threshold),
            Window = reader.Duration("window", otherwise.Window),
            First = reader.Duration("first", otherwise.First),
            Longest = reader.Duration("longest", otherwise.Longest),
            ProvenFor = reader.Duration("proven_for", otherwise.ProvenFor),
            Entries = reader.Int("entries", otherwise.Entries),
        };
    }

    private static LimitOptions ReadLimits(MapReader reader)
    {
        var otherwise = new LimitOptions();
        return new LimitOptions
        {
            MessageBytes = reader.Int("message_bytes", otherwise.MessageBytes),
            LineBytes = reader.Int("line_bytes", otherwise.LineBytes),
            Headers = reader.Int("headers", otherwise.Headers),
            Connections = reader.Int("connections", otherwise.Connections),
            ConnectionsPerSource = reader.Int("connections_per_source", otherwise.ConnectionsPerSource),
            HalfSentPerSource = reader.Int("half_sent_per_source", otherwise.HalfSentPerSource),
            Handshakes = reader.Int("handshakes", otherwise.Handshakes),
            HandshakeTimeout = reader.Duration("handshake_timeout", otherwise.HandshakeTimeout),
            ReadTimeout = reader.Duration("read_timeout", otherwise.ReadTimeout),
            IdleTimeout = reader.Duration("idle_timeout", otherwise.IdleTimeout),
            ConnectTimeout = reader.Duration("connect_timeout", otherwise.ConnectTimeout),
            Transactions = reader.Int("transactions", otherwise.Transactions),
            Nonces = reader.Int("nonces", otherwise.Nonces),
        };
    }
}
