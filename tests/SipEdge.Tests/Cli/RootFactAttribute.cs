namespace SipEdge.Tests.Cli;

/// <summary>A test that gives files away, which only root may; for others it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "only root may give files away";
        }
    }
}
