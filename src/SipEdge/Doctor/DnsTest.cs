using System.Globalization;
using SipEdge.Hosting;
using SipEdge.Sip.Resolution;

namespace SipEdge.Doctor;

/// <summary>Where a gateway's name leads: by the resolver and the plan that the edge itself uses.</summary>
internal static class DnsTest
{
    public static async Task<(TestStep Step, SipPlan Plan)> RunAsync(
        NameLookup lookup, SipHost host, string subject, CancellationToken cancellation)
    {
        var plan = await lookup.ResolveAsync(host, cancellation).ConfigureAwait(false);
        // The plan is a function of answers: made once more from those that are kept now, it names them.
        var answers = new List<(DnsQuestion, DnsAnswer)>();
        _ = SipPlanner.Plan(host, question =>
        {
            var known = lookup.Known(question);
            if (known is not null && !answers.Contains((question, known)))
            {
                answers.Add((question, known));
            }
            return known;
        });
        return (Judge(host, subject, plan, answers), plan);
    }

    public static TestStep Judge(SipHost host, string subject, SipPlan plan, IReadOnlyList<(DnsQuestion Question, DnsAnswer Answer)> answers)
    {
        var facts = new Dictionary<string, string>();
        foreach (var (question, answer) in answers)
        {
            facts[question.ToString()] = Words(answer);
        }
        var fault = DnsVerdict.Of(host, plan, answers);
        if (fault != TestFault.None)
        {
            return TestStep.Fail(TestLayer.Dns, subject, plan.Failure ?? "nothing was found", new Symptom(fault)
            {
                Name = host.Name,
                Detail = plan.Failure ?? "",
            }) with
            { Facts = facts };
        }
        var places = plan.Places;
        var shown = string.Join(", ", places.Take(3).Select(
            static place => $"{place.Address} {TestTarget.TransportName(place.Transport)}"));
        var more = places.Length > 3 ? string.Create(CultureInfo.InvariantCulture, $" and {places.Length - 3} more") : "";
        return TestStep.Ok(TestLayer.Dns, subject, string.Create(CultureInfo.InvariantCulture,
            $"{places[0].Origin}: {shown}{more}{(plan.Ttl == uint.MaxValue ? "" : $"; TTL {plan.Ttl} s")}")) with
        { Facts = facts };
    }

    private static string Words(DnsAnswer answer) => answer.Outcome switch
    {
        DnsOutcome.Found => string.Join(", ", answer.Records.Select(Words)) + string.Create(CultureInfo.InvariantCulture, $" (TTL {answer.Ttl})"),
        DnsOutcome.NoData => "no such record",
        DnsOutcome.NoSuchName => "no such name",
        _ => answer.Error ?? "failed",
    };

    private static string Words(DnsRecord record) => record switch
    {
        AddressRecord address => address.Address.ToIPAddress().ToString(),
        ServiceRecord service => string.Create(CultureInfo.InvariantCulture,
            $"{service.Priority} {service.Weight} {service.Port} {(service.Target.Length == 0 ? "." : service.Target)}"),
        PointerRecord pointer => string.Create(CultureInfo.InvariantCulture,
            $"{pointer.Order} {pointer.Preference} \"{pointer.Flags}\" \"{pointer.Services}\" {pointer.Replacement}"),
        AliasRecord alias => $"CNAME {alias.Target}",
        _ => record.Type.ToString(),
    };
}
