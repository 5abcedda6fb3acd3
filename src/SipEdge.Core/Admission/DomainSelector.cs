using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>Which domain is called? By the host of the Request-URI.</summary>
public static class DomainSelector
{
    /// <summary>Null and why, when it is none of ours.</summary>
    public static DomainModel? Select(in SipMessageView request, EdgeModel model, out ReasonCode reason, Trail? trail = null)
    {
        reason = ReasonCode.None;
        if (!SipUriView.TryParse(request.RequestUri, out var uri))
        {
            reason = SipUriView.SchemeOf(request.RequestUri) == UriScheme.Unknown
                ? ReasonCode.UnsupportedScheme
                : ReasonCode.Malformed;
            trail?.Add(
                DecisionStage.Domain, StepOutcome.Refused, ConfigLine.None, "the Request-URI is neither sip, sips nor tel");
            return null;
        }
        var domain = model.FindDomain(uri.Host);
        if (domain is null && (model.Security.UnknownDomain == UnknownDomainPolicy.DefaultDomain || NamesNoHost(uri)))
        {
            domain = model.DefaultDomain;
            if (domain is not null)
            {
                trail?.Add(DecisionStage.Domain, StepOutcome.Decided, domain.Line,
                    $"'{PrintableText.Of(uri.Host)}' is not one of our names; default_domain {domain.Name} serves it");
            }
        }
        else if (domain is not null)
        {
            trail?.Add(DecisionStage.Domain, StepOutcome.Decided, domain.Line, $"the Request-URI calls {domain.Name}");
        }
        if (domain is null)
        {
            trail?.Add(DecisionStage.Domain, StepOutcome.Refused, model.Security.UnknownDomainLine,
                $"'{PrintableText.Of(uri.Host)}' is not one of our domains");
        }
        reason = domain is null ? ReasonCode.UnknownDomain : ReasonCode.None;
        return domain;
    }

    /// <summary>An address instead of a name, as most trunks call; or a tel URI, which has no host.</summary>
    private static bool NamesNoHost(in SipUriView uri) =>
        uri.Scheme == UriScheme.Tel || uri.HostIsIpv6 || SocketEndpoint.TryParseHost(uri.Host, 0, out _);
}
