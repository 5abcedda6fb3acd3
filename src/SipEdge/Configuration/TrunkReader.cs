using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of trunks and their gateways.</summary>
internal static class TrunkReader
{
    private static readonly NameTable<InactiveWord> InactiveWords = new(("unknown", InactiveWord.Unknown));

    private enum InactiveWord
    {
        Unknown,
    }

    public static TrunkOptions Read(MapReader reader) => new()
    {
        Profile = reader.Text("profile"),
        Id = reader.Text("id"),
        Active = reader.Bool("active", true),
        Draining = reader.Bool("draining", false),
        WhenInactive = reader.IntOr("when_inactive", InactiveWords, _ => 0, TrunkOptions.UsualInactiveStatus),
        Gateways = reader.List("gateways", ReadGateway),
        Failover = reader.Object("failover", GroupReader.ReadFailover, new FailoverOptions()),
        Health = reader.Object("health", HealthReader.Read),
        Circuit = reader.Object("circuit", CircuitReader.Read),
        Prefer = reader.Choice("prefer", ConfigNames.Prefer, GatewayPreference.Order),
        Region = reader.Text("region"),
        Regions = GroupReader.ReadRegions(reader),
        Limits = reader.Object("limits", ReadLimits, new TrunkLimitOptions()),
        OutboundProxy = reader.Text("outbound_proxy"),
        OutboundProxyStyle = reader.Choice("outbound_proxy_style", ConfigNames.ProxyStyle, OutboundProxyStyle.Route),
        Register = reader.Object("register", RegisterReader.Read),
        Auth = reader.Object("auth", TrunkAuthReader.Read),
        Identity = reader.Object("identity", ReadIdentity, new IdentityOptions()),
        Caller = CallerReader.Read(reader),
        Signalling = SignallingReader.Read(reader),
        ReasonHeader = reader.Bool("reason_header", false),
        ContactHost = reader.OptionalChoice("contact_host", ConfigNames.Contact),
        Diversion = reader.Object("diversion", ReadDiversion, new DiversionOptions()),
        Headers = reader.List("headers", ReadHeaderRule),
        AllowSipsDowngrade = reader.Texts("allow_sips_downgrade"),
        Security = reader.OptionalChoice("security", ConfigNames.Security),
        Tls = reader.Object("tls", TrunkTlsReader.Read),
        TlsRollout = reader.Object("tls_rollout", TrunkTlsReader.ReadRollout),
        Media = reader.Object("media", MediaPolicyReader.Read, new MediaPolicyOptions()),
        Session = reader.Object("session", SessionReader.Read, new SessionOptions()),
        Numbers = reader.Object("numbers", NumberReader.Read, new NumberOptions()),
    };

    private static GatewayOptions ReadGateway(MapReader reader)
    {
        return new GatewayOptions
        {
            Name = reader.RequiredText("name"),
            Address = reader.RequiredText("address"),
            Port = reader.OptionalInt("port"),
            Transport = reader.OptionalChoice("transport", ConfigNames.Transport),
            Prefix = reader.Text("prefix"),
            Direction = reader.Choice("direction", ConfigNames.Direction, GatewayDirection.Both),
            Priority = reader.Int("priority", 0),
            Weight = reader.Int("weight", 0),
            Region = reader.Text("region"),
            Scheme = reader.Choice("scheme", ConfigNames.Scheme, GatewayScheme.Sip),
            Media = reader.OptionalChoice("media", ConfigNames.Media),
            SrtpSuites = reader.OptionalChoices("srtp_suites", ConfigNames.Suite),
            TlsName = reader.Text("tls_name"),
            Active = reader.Bool("active", true),
            Listener = reader.Text("listener"),
            InsecureSdesOk = reader.Bool("insecure_sdes_ok", false),
        };
    }

    private static TrunkLimitOptions ReadLimits(MapReader reader)
    {
        var otherwise = new TrunkLimitOptions();
        return new TrunkLimitOptions
        {
            MessagesPerSecond = reader.Int("messages_per_second", otherwise.MessagesPerSecond),
            Burst = reader.Int("burst", otherwise.Burst),
            Calls = CallLimitReader.ReadTrunk(reader),
        };
    }

    private static IdentityOptions ReadIdentity(MapReader reader)
    {
        var otherwise = new IdentityOptions();
        return new IdentityOptions
        {
            FromUser = reader.Text("from_user"),
            FromUserForInvite = reader.Bool("from_user_for_invite", false),
            FromHost = reader.Text("from_host"),
            FromDisplay = reader.Text("from_display"),
            Trust = reader.Choice("trust", ConfigNames.Trust, TrustMode.Untrusted),
            TrustInbound = reader.OptionalChoice("trust_inbound", ConfigNames.Trust),
            TrustOutbound = reader.OptionalChoice("trust_outbound", ConfigNames.Trust),
            Pai = reader.OptionalChoice("pai", ConfigNames.AssertedIdentity),
            SendPaiUntrusted = reader.Choice("send_pai_untrusted", ConfigNames.UntrustedIdentity, UntrustedIdentityMode.Never),
            PaiInAck = reader.Bool("pai_in_ack", false),
            Presentation = reader.Choice("presentation", ConfigNames.Presentation, PresentationMode.Allowed),
            Accept = reader.Choices("accept", ConfigNames.IdentityCarrier, otherwise.Accept),
            Send = reader.Choices("send", ConfigNames.IdentityCarrier, otherwise.Send),
            Form = reader.Choice("form", ConfigNames.IdentityShape, IdentityForm.AsReceived),
        };
    }

    private static DiversionOptions ReadDiversion(MapReader reader)
    {
        var otherwise = new DiversionOptions();
        return new DiversionOptions
        {
            Mode = reader.OptionalChoice("mode", ConfigNames.Diversion),
            Number = reader.Text("number"),
            Reason = reader.Text("reason", otherwise.Reason),
            Counter = reader.Int("counter", otherwise.Counter),
            Privacy = reader.Text("privacy", otherwise.Privacy),
            Limit = reader.Int("limit", otherwise.Limit),
        };
    }

    private static HeaderRuleOptions ReadHeaderRule(MapReader reader) => new()
    {
        Direction = reader.Choice("direction", ConfigNames.RuleDirection, HeaderRuleDirection.Towards),
        Set = reader.Text("set"),
        Value = reader.Text("value"),
        Copy = reader.Text("copy"),
        Remove = reader.Text("remove"),
    };
}
