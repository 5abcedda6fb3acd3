using SipEdge.Sip.Resolution;

namespace SipEdge.Doctor;

/// <summary>Why a name led nowhere, from the plan that failed and the answers it was made of.</summary>
internal static class DnsVerdict
{
    public static TestFault Of(SipHost host, SipPlan plan, IReadOnlyList<(DnsQuestion Question, DnsAnswer Answer)> answers)
    {
        if (!plan.Places.IsEmpty)
        {
            return TestFault.None;
        }
        if (plan.IsUnanswered)
        {
            return TestFault.DnsUnanswered;
        }
        if (answers.Any(known => known.Question.Name == host.Name && known.Answer.Outcome == DnsOutcome.NoSuchName))
        {
            return TestFault.NameUnknown;
        }
        var services = answers.SelectMany(static known => known.Answer.Records).OfType<ServiceRecord>().ToList();
        if (services.Count > 0)
        {
            return services.Exists(static service => service is { Target.Length: > 0, Port: > 0 })
                ? TestFault.NameWithoutAddress
                : TestFault.ServiceDenied;
        }
        return host.Reach == Reach.None || answers.Any(static known => known.Answer.Records.Any(static record => record is PointerRecord))
            ? TestFault.NoSharedTransport
            : TestFault.NameWithoutAddress;
    }
}
