using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Generated;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

/// <summary>
/// V-05: whatever valid file an operator writes, a caller whose address alone is in no entry and who has no right token and no
/// right password is not admitted. The oracle knows nothing of how the policy decides.
/// </summary>
public class NoWayInTests
{
    private const int Choices = 260;

    private static readonly string[] Sources =
        ["203.0.113.66:5060", "[2001:db9::66]:5060", "198.51.100.7:5080", "127.0.0.1:5060", "[::ffff:198.51.100.7]:5060", "192.0.2.20:5060"];

    [Fact]
    public void No_valid_configuration_admits_a_stranger()
    {
        int valid = 0, tried = 0;
        Draw.ForAll(3_000, Choices, draw =>
        {
            var options = GeneratedEdge.Options(draw);
            if (!GeneratedEdge.IsValid(options))
            {
                return;
            }
            valid++;
            var caller = new Caller(TestOptions.Compile(options));
            for (var attempt = 0; attempt < 8; attempt++)
            {
                tried += Attempt(draw, options, caller) ? 1 : 0;
            }
        });
        Assert.True(valid > 300 && tried > 1_000, $"only {valid} valid configurations and {tried} strangers");
    }

    /// <summary>Without this, the test above would also pass if nobody were ever admitted.</summary>
    [Fact]
    public void The_same_configurations_admit_those_they_should()
    {
        int byAddress = 0, byToken = 0, byOldToken = 0, byDigest = 0, byCertificate = 0;
        Draw.ForAll(3_000, Choices, draw =>
        {
            var options = GeneratedEdge.Options(draw);
            if (!GeneratedEdge.IsValid(options))
            {
                return;
            }
            var caller = new Caller(TestOptions.Compile(options)) { From = "198.51.100.7:5060", Transport = TransportKind.Tls };
            byAddress += caller.Decide().Reason == ReasonCode.AddressAdmitted ? 1 : 0;
            byToken += Reason(caller, "secret-a") == ReasonCode.TokenAdmitted ? 1 : 0;
            byOldToken += Reason(caller, "old-a") == ReasonCode.TokenAdmitted ? 1 : 0;
            byCertificate += ByCertificate(caller) == ReasonCode.CertificateAdmitted ? 1 : 0;
            byDigest += caller.Decide(caller.Digest("anna", "pa")).Reason == ReasonCode.DigestAdmitted ? 1 : 0;
        });
        Assert.True(
            byAddress > 20 && byToken > 20 && byOldToken > 5 && byDigest > 20 && byCertificate > 5,
            $"{byAddress} {byToken} {byOldToken} {byDigest} {byCertificate}");
    }

    private static ReasonCode Reason(Caller caller, string token) =>
        caller.Decide("X-Auth-EndpointSid: sid-a", $"X-Auth-VoipToken: {token}").Reason;

    private static ReasonCode ByCertificate(Caller caller)
    {
        caller.From = "203.0.113.66:40001";
        caller.Tls = new TlsSession("TLSv1.3", "TLS_AES_128_GCM_SHA256", "trunk-0.example", [new("trunk-0", "trunk-0.example")]);
        var reason = caller.Decide().Reason;
        (caller.From, caller.Tls) = ("198.51.100.7:5060", null);
        return reason;
    }

    private static bool Attempt(Draw draw, EdgeOptions options, Caller caller)
    {
        caller.From = draw.Pick(Sources);
        caller.Transport = draw.Pick<TransportKind>();
        caller.Method = draw.Pick("INVITE", "MESSAGE", "OPTIONS", "REGISTER", "ACK", "SUBSCRIBE", "CANCEL", "REFER", "PUBLISH", "NOTIFY");
        caller.Uri = draw.Pick("sip:1@example.net", "sip:1@example.org", "sip:1@192.0.2.10", "sip:1@nowhere.example", "tel:+311");
        var headers = GeneratedEdge.Lies(draw, caller);
        caller.Tls = GeneratedEdge.UselessCertificate(draw);
        if (GeneratedEdge.AddressIsEnough(options, caller.Flow.Remote.Address))
        {
            return false;
        }
        var decision = caller.Decide(headers);
        Assert.True(decision.Verdict != AdmissionVerdict.Admit,
            $"{caller.Method} {caller.Uri} from {caller.From} over {caller.Transport} was admitted ({decision.Reason}, {decision.Acl}) "
            + $"with {string.Join(" | ", headers)}\n{Written(options)}");
        return true;
    }

    private static string Written(EdgeOptions options) => string.Join("\n",
    [
        .. options.Acls.Select(acl => $"{acl.Key}: {acl.Value} [{string.Join(", ", acl.Value.Addresses)}]"),
        .. options.Trunks.Select(trunk => $"{trunk.Key}: [{string.Join(", ", trunk.Value.Gateways)}]"),
        .. options.Domains.Select(domain => $"{domain.Key}: {domain.Value} [{string.Join(", ", domain.Value.Acls)}]"),
        $"{options.UnknownDomain} {options.UnknownSource} {options.Security.PresentButWrong} default {options.DefaultDomain}",
    ]);
}
