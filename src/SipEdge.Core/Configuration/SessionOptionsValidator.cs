namespace SipEdge.Core.Configuration;

internal static class SessionOptionsValidator
{
    public static void Validate(SessionOptions session, string path, ProblemList problems)
    {
        var least = TimeSpan.FromSeconds(SessionRules.LeastSeconds);
        Rules.Range(problems, $"{path}.expires", session.Expires, least, TimeSpan.FromDays(1));
        Rules.Range(problems, $"{path}.min_se", session.MinSe, least, TimeSpan.FromDays(1));
        if (session.Expires < session.MinSe)
        {
            problems.Error(
                $"{path}.expires", "is less than min_se, so the edge would refuse what it asks for itself",
                $"min_se or more: {session.MinSe.TotalSeconds:0}s");
        }
    }
}
