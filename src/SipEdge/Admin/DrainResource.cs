using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>POST /drain: the same as SIGTERM. Answers with the calls that are still waited for.</summary>
internal static class DrainResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapPost("/drain",
        async (HttpContext context) =>
    {
        var status = await edge.StatusAsync(context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(
            new DrainReport("draining", status.Calls),
            AdminJson.Default.DrainReport,
            cancellationToken: context.RequestAborted).ConfigureAwait(false);
        edge.Drain();
    });
}
